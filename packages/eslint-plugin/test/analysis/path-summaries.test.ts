import { describe, expect, it } from "vitest";
import { PathSummaries, type PathSummary } from "../../src/analysis/path-summaries.js";
import { calleeName } from "../../src/analysis/syntax.js";
import { parse } from "../parse.js";

const FACTS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 4 };

/** The summary of `f`, in which `a()`, `b()` and `c()` establish one fact each. */
function summarise(body: string, others = ""): PathSummary {
  const { facts, recorder } = parse(`function f(x) { ${body} } ${others}`);
  const [fn] = recorder.graphs.keys();
  if (fn === undefined) throw new Error("The function was not followed.");
  const paths = new PathSummaries(recorder.graphs, facts.bindings, {
    own: (node) => (node.type === "CallExpression" ? (FACTS[calleeName(node) ?? ""] ?? 0) : 0),
  });
  return paths.of([...recorder.graphs.keys()].find((each) => each.id?.name === "f") ?? fn);
}

describe("what a function gives", () => {
  it.each([
    { body: "a(); b();", gives: 3, occurs: 3 },
    { body: "if (x) a();", gives: 0, occurs: 1 },
    { body: "if (x) throw x; a();", gives: 1, occurs: 1 },
    { body: "o?.a();", gives: 1, occurs: 1 },
    { body: "o?.a().catch(() => b());", gives: 1, occurs: 3 },
    { body: "run(() => a());", gives: 1, occurs: 1 },
    { body: "x.forEach(() => a());", gives: 0, occurs: 1 },
    { body: "const g = () => a(); if (x) g();", gives: 0, occurs: 1 },
    { body: "const g = () => a();", gives: 0, occurs: 0 },
    { body: "try { x(); a(); return; } finally { b(); }", gives: 3, occurs: 3 },
    { body: "try { x(); if (y) { a(); return; } a(); } finally { z(); }", gives: 1, occurs: 1 },
    { body: "log(x); if (x) f(x); else a();", gives: 1, occurs: 1 },
  ])("$body", ({ body, gives, occurs }) => {
    const summary = summarise(body);
    expect([summary.gives & 7, summary.occurs & 7]).toEqual([gives, occurs]);
  });

  it("is seen through its helpers, and is everything where one of them never returns", () => {
    expect(summarise("g();", "function g() { a(); h(); } function h() { b(); }").gives).toBe(3);
    expect(summarise("if (x) g(); else a();", "function g() { throw b(); }")).toMatchObject({ gives: 1, occurs: 3 });
  });
});

describe("what functions give that call each other", () => {
  it.each([
    { others: "function g() { if (y) f(); else a(); }", gives: 0 },
    { others: "function g() { f(); }", gives: 0 },
    { others: "function g() { a(); h(); } function h() { f(); b(); }", gives: 0 },
    { others: "function g() { f(x); c(); }", gives: 0 },
  ])("$others", ({ others, gives }) => {
    expect(summarise("if (x) g();", others).gives).toBe(gives);
  });

  it("is the same whoever is asked first", () => {
    const { facts, recorder } = parse("function f() { if (x) g(); } function g() { f(); } function h() { g(); }");
    const [f, g, h] = recorder.graphs.keys();
    const paths = new PathSummaries(recorder.graphs, facts.bindings, { own: () => 0 });
    expect([g, f, h].map((fn) => fn && paths.of(fn).gives)).toEqual([0, 0, 0]);
  });
});

describe("where a function ends", () => {
  it.each([
    { body: "if (x) return; a();", ends: ["ReturnStatement", "BlockStatement"] },
    { body: "return a();", ends: ["ReturnStatement"] },
    { body: "return a(); return b();", ends: ["ReturnStatement"] },
    { body: "throw x;", ends: [] },
  ])("$body", ({ body, ends }) => {
    expect(summarise(body).ends.map(({ node }) => node.type)).toEqual(ends);
  });
});
