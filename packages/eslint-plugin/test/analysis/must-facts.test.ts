import type { TSESTree } from "@typescript-eslint/utils";
import { describe, expect, it } from "vitest";
import type { PathGraph, Segment } from "../../src/analysis/code-paths.js";
import { type MustFacts, solveMustFacts } from "../../src/analysis/must-facts.js";
import { parse } from "../parse.js";

const FACTS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 4 };

/** The facts of a function in which `a()`, `b()` and `c()` establish one each. */
function solve(body: string): { readonly graph: PathGraph; readonly facts: MustFacts } {
  const { recorder } = parse(`function f() { ${body} }`);
  const [graph] = recorder.graphs.values();
  if (graph === undefined) throw new Error("The function was not followed.");
  return { graph, facts: solveMustFacts(graph, (segment) => established(graph, segment)) };
}

function established(graph: PathGraph, segment: Segment): number {
  const calls = graph
    .nodesOf(segment)
    .filter((node): node is TSESTree.CallExpression => node.type === "CallExpression");
  return calls.reduce((facts, { callee }) => facts | (callee.type === "Identifier" ? (FACTS[callee.name] ?? 0) : 0), 0);
}

describe("what holds when a function returns", () => {
  it.each([
    { body: "a();", atReturn: 1 },
    { body: "if (x) a();", atReturn: 0 },
    { body: "if (x) { a(); b(); } else a();", atReturn: 1 },
    { body: "if (x) return; a();", atReturn: 0 },
    { body: "if (x) throw y; a();", atReturn: 1 },
    { body: "while (x) a();", atReturn: 0 },
    { body: "do a(); while (x);", atReturn: 1 },
    { body: "for (const y of x) { if (y) continue; a(); } b();", atReturn: 2 },
    { body: "try { a(); } catch { } b();", atReturn: 2 },
    { body: "try { a(); } finally { b(); }", atReturn: 3 },
    { body: "try { x(); } catch { a(); return; } a();", atReturn: 1 },
    { body: "switch (x) { case 1: a(); case 2: b(); break; default: b(); }", atReturn: 2 },
    { body: "switch (x) { case 1: a(); break; default: a(); }", atReturn: 1 },
    { body: "x && a();", atReturn: 0 },
    { body: "x ? a() : (a(), b());", atReturn: 1 },
    { body: "outer: for (;;) { a(); for (;;) { b(); break outer; } }", atReturn: 3 },
  ])("$body", ({ body, atReturn }) => {
    expect(solve(body).facts.atReturn).toBe(atReturn);
  });

  it("is everything where it never does", () => {
    expect(solve("throw x;").facts.atReturn).toBe(-1);
    expect(solve("for (;;) a();").facts.atReturn).toBe(-1);
  });
});

describe("the cost", () => {
  function stepsFor(branches: number): number {
    return solve("if (x) a(); else b();".repeat(branches)).facts.steps;
  }

  it("grows with the branches, not with the paths", () => {
    const [small, large] = [stepsFor(100), stepsFor(1000)];
    expect(large / small).toBeLessThan(11);
    expect(large).toBeLessThan(1000 * 8);
  });

  it("grows with the loops within loops no worse than linearly", () => {
    const nested = (depth: number): number =>
      solve(`${"while (x) { a(); ".repeat(depth)}${"}".repeat(depth)}`).facts.steps;
    expect(nested(100) / nested(10)).toBeLessThan(12);
  });
});
