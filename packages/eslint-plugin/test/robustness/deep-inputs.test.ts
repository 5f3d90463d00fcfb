import { describe, expect, it } from "vitest";
import type { LintOptions } from "../lint.js";
import { countsOf, linesOf } from "./faults.js";

const CONTRACTS = 'import { FieldName, Stream } from "@handoff/contracts";\n';

/** An opening and a closing part around a core, each so many times. */
function nested(count: number, open: string, { core, close }: { core: string; close: string }): string {
  return open.repeat(count) + core + close.repeat(count);
}

// TypeScript's parser runs out of stack where ESLint's own does not: what is deepest is JavaScript.
const PLAIN: LintOptions = { isPlain: true, filename: "file.js" };

describe("nesting comes to an end, however deep", () => {
  it.each<[string, string, Record<string, number>]>([
    ["blocks", nested(500, "{", { core: 'data["side"];', close: "}" }), { rawKey: 1 }],
    ["parentheses", `const d = ${nested(500, "(", { core: "decodeEvent(x)", close: ")" })}; d.side;`, { rawKey: 1 }],
    ["arrow functions", `const f = (event: EventData) => ${"() => ".repeat(500)} event["side"];`, { rawKey: 1 }],
    ["members", `decodeEvent(x)${".data".repeat(500)};`, { rawKey: 500 }],
    ["optional members", `decodeEvent(x)${"?.data".repeat(500)};`, { rawKey: 500 }],
    ["computed members", `decodeEvent(x)${'["data"]'.repeat(500)};`, { rawKey: 500 }],
    ["template literals", nested(300, "`a${", { core: 'data["side"]', close: "}`" }), { rawKey: 1 }],
    ["types", `let d: ${nested(300, "Partial<", { core: "EventData", close: ">" })}; d.side;`, { rawKey: 1 }],
    ["patterns", `const ${nested(300, "{ data: ", { core: "d", close: " }" })} = decodeEvent(x);`, { rawKey: 300 }],
    ["assignments", `let d; ${linesOf(500, (index) => `a${index} = `)} d = decodeEvent(x); d.side;`, { rawKey: 1 }],
    [
      "functions",
      `function f(event: EventData) { ${nested(300, "function f() {", { core: "event.side;", close: "}" })} }`,
      { rawKey: 1 },
    ],
    [
      "loops",
      `async function processEvent(event) { ${nested(200, "for (a of b) {", { core: "await publish(event);", close: "}" })} }`,
      { missingHandoff: 1 },
    ],
    [
      "handlers of errors",
      `${CONTRACTS}async function processEvent(event) { ${nested(200, "try {", { core: "await doWork(event);", close: "} catch (e) { log(e); } finally { f(); }" })} }`,
      { missingHandoff: 1, swallowedEvent: 200 },
    ],
  ])("of %s", (_, text, expected) => {
    expect(countsOf(text)).toEqual(expected);
  });

  it.each<[string, string, Record<string, number>]>([
    [
      "conditions",
      `${CONTRACTS}export async function processEvent(event) { ${nested(500, "if (x) {", { core: "await publish(Stream.GRADES, event);", close: "}" })} }`,
      { missingHandoff: 1 },
    ],
    ["conditional expressions", `${nested(500, "a ? ", { core: 'data["side"]', close: ": b" })};`, { rawKey: 1 }],
    ["objects in a sink", `encodeEvent(${nested(500, "{ data: ", { core: "1", close: "}" })});`, { rawKey: 500 }],
    ["calls of calls", `decodeEvent(x)${".filter((e) => e.side)".repeat(500)};`, { rawKey: 500 }],
    ["choices", `const d = ${"a ?? ".repeat(2_000)} decodeEvent(x); d.side;`, { rawKey: 1 }],
    ["sums", `${'data["side"] + '.repeat(2_000)} 1;`, { rawKey: 2_000 }],
    ["sums of literals", `data[${'"s" + '.repeat(2_000)} "ide"];`, {}],
    [
      "branches",
      `${linesOf(3_000, (index) => `if (data["side"] === ${index}) f(${index}); else `)} f();`,
      { rawKey: 3_000 },
    ],
  ])("of %s, in JavaScript", (_, text, expected) => {
    expect(countsOf(text, PLAIN)).toEqual(expected);
  });
});
