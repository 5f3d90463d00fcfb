import { describe, expect, it } from "vitest";
import { CalleesFirst } from "../../src/analysis/callees-first.js";
import type { FunctionNode } from "../../src/analysis/syntax.js";

/** Which functions each one reaches, in a file where each calls those that its entry names. */
function reachIn(calls: Readonly<Record<string, readonly string[]>>): {
  readonly of: (name: string) => string;
  readonly computed: string[];
} {
  const nodes = new Map(Object.keys(calls).map((name) => [name, { id: { name } } as FunctionNode]));
  const nameOf = (fn: FunctionNode): string => fn.id?.name ?? "";
  const computed: string[] = [];
  const reach: CalleesFirst<ReadonlySet<string>> = new CalleesFirst<ReadonlySet<string>>({
    calleesOf: (fn) => (calls[nameOf(fn)] ?? []).flatMap((name) => nodes.get(name) ?? []),
    start: new Set(),
    compute: (fn) => {
      computed.push(nameOf(fn));
      return new Set(
        (calls[nameOf(fn)] ?? []).flatMap((name) => {
          const callee = nodes.get(name);
          return callee ? [name, ...reach.of(callee)] : [];
        }),
      );
    },
    isSame: (left, right) => left.size === right.size,
  });
  const of = (name: string): string => {
    const fn = nodes.get(name);
    return fn ? [...reach.of(fn)].sort().join("") : "";
  };
  return { of, computed };
}

describe("a result that is computed from those of the callees", () => {
  it.each([
    { name: "of a function without callees", calls: { a: [] }, reached: "" },
    { name: "of a chain", calls: { a: ["b"], b: ["c"], c: [] }, reached: "bc" },
    { name: "of a function that calls itself", calls: { a: ["a", "b"], b: [] }, reached: "ab" },
    { name: "of a circle", calls: { a: ["b"], b: ["c", "d"], c: ["a"], d: [] }, reached: "abcd" },
    { name: "of two circles that touch", calls: { a: ["b"], b: ["a", "c"], c: ["d"], d: ["c", "b"] }, reached: "abcd" },
  ])("$name", ({ calls, reached }) => {
    expect(reachIn(calls).of("a")).toBe(reached);
  });

  it("is as whole for each member of a circle, whichever was asked first", () => {
    const { of } = reachIn({ a: ["b"], b: ["c"], c: ["a", "d"], d: [] });
    expect([of("b"), of("a"), of("c")]).toEqual(["abcd", "abcd", "abcd"]);
  });

  it("is computed once where nobody calls back", () => {
    const { of, computed } = reachIn({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] });
    of("a");
    of("b");
    expect(computed).toEqual(["d", "b", "c", "a"]);
  });

  it("comes at the end of ten thousand calls as well", () => {
    const nodes = Array.from({ length: 10_000 }, () => ({}) as FunctionNode);
    const after = (fn: FunctionNode): FunctionNode | undefined => nodes[indexes.get(fn) ?? 0];
    const indexes = new Map(nodes.map((fn, index) => [fn, index + 1]));
    const depths: CalleesFirst<number> = new CalleesFirst<number>({
      calleesOf: (fn) => [after(fn)].filter((callee) => callee !== undefined),
      start: 0,
      compute: (fn) => {
        const callee = after(fn);
        return callee ? depths.of(callee) + 1 : 1;
      },
      isSame: (left, right) => left === right,
    });
    const [first] = nodes;
    expect(first && depths.of(first)).toBe(10_000);
  });
});
