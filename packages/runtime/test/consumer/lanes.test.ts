import { assert, constantFrom, array, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { Lanes } from "../../src/consumer/lanes.js";

describe("lanes", () => {
  it("hand out in order what has no key", () => {
    const lanes = new Lanes<number>();
    for (const item of [1, 2, 3]) lanes.add(item, undefined);
    expect([lanes.take()?.item, lanes.take()?.item, lanes.take()?.item, lanes.take()]).toEqual([1, 2, 3, undefined]);
  });

  it("hold back what shares a key with what is in work", () => {
    const lanes = new Lanes<string>();
    for (const item of ["a1", "a2", "b1"]) lanes.add(item, item.charAt(0));
    expect(lanes.take()?.item).toBe("a1");
    expect(lanes.take()?.item).toBe("b1");
    expect(lanes.take()).toBeUndefined();
    lanes.done("a");
    expect(lanes.take()?.item).toBe("a2");
    lanes.done("a");
    lanes.add("a3", "a");
    expect(lanes.take()?.item).toBe("a3");
  });

  it("let the first of a key begin again before those behind it", () => {
    const lanes = new Lanes<string>();
    for (const item of ["a1", "a2"]) lanes.add(item, "a");
    lanes.take();
    expect(lanes.take()).toBeUndefined();
    lanes.again("a1", "a");
    expect(lanes.take()?.item).toBe("a1");
  });

  it("give up everything that waits, and count it before", () => {
    const lanes = new Lanes<string>();
    for (const item of ["a1", "a2", "b1", "c1"]) lanes.add(item, item.charAt(0));
    lanes.take();
    expect(lanes.size).toBe(3);
    expect(lanes.clear().toSorted()).toEqual(["a2", "b1", "c1"]);
    expect([lanes.size, lanes.take()]).toEqual([0, undefined]);
  });

  it("keep the line of what is in work when they give up the rest", () => {
    const lanes = new Lanes<string>();
    for (const item of ["a1", "a2", "b1"]) lanes.add(item, item.charAt(0));
    lanes.take();
    lanes.clear();
    for (const item of ["a2", "b1"]) lanes.add(item, item.charAt(0));
    expect([lanes.take()?.item, lanes.take()]).toEqual(["b1", undefined]);
    lanes.again("a1", "a");
    expect([lanes.take()?.item, lanes.take()]).toEqual(["a1", undefined]);
    lanes.done("a");
    expect(lanes.take()?.item).toBe("a2");
  });

  it("never have two of a key in work, keep each key's order, and lose nothing, whatever comes when", () => {
    const step = constantFrom("add a", "add b", "add", "take", "done");
    assert(
      property(array(step, { maxLength: 600 }), (steps) => {
        const lanes = new Lanes<number>();
        const inWork: { item: number; key: string | undefined }[] = [];
        const taken: typeof inWork = [];
        let added = 0;
        const take = (): boolean => {
          const next = lanes.take();
          if (next === undefined) return false;
          expect(next.key !== undefined && inWork.some(({ key }) => key === next.key)).toBe(false);
          inWork.push(next);
          taken.push(next);
          return true;
        };
        for (const each of steps) {
          const [verb, key] = each.split(" ");
          if (verb === "add") lanes.add(added++, key);
          if (verb === "take") take();
          if (verb === "done") lanes.done(inWork.shift()?.key);
        }
        while (inWork.length > 0 || lanes.size > 0) if (!take()) lanes.done(inWork.shift()?.key);
        expect(taken.map(({ item }) => item).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: added }, (_, i) => i),
        );
        for (const key of ["a", "b", undefined]) {
          const items = taken.filter((one) => one.key === key).map(({ item }) => item);
          expect(items).toEqual(items.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});
