import { assert, property, string } from "fast-check";
import { v5 } from "uuid";
import { describe, expect, it } from "vitest";
import { derivedId } from "../src/derived-id.js";

const NAMESPACE = "5d0c1f1e-6a53-4e0b-9a6b-3d1f6b1c7a10";

describe("derivedId", () => {
  it("is the UUID of version 5 of the name", () => {
    const isVersion5 = property(string({ unit: "grapheme", maxLength: 200 }), (name) => {
      expect(derivedId(name)).toBe(v5(name, NAMESPACE));
    });
    assert(isVersion5, { numRuns: 500 });
  });
});
