import { describe, expect, it } from "vitest";
import { labelsOf } from "./labels.js";

describe("labelsOf", () => {
  it("reads several labels of a line", () => {
    expect(labelsOf("a;\nb; // expect: one first, two second\n")).toEqual(["2 one first", "2 two second"]);
  });

  it("finds none where there is none", () => {
    expect(labelsOf("// expected: nothing\n")).toEqual([]);
  });
});
