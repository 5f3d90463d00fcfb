import { assert, array, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { isoTime } from "../src/iso-time.js";

describe("isoTime", () => {
  it("is the time that it is given, whatever it was given before", () => {
    const times = array(constantFrom(0, 1, 1_700_000_000_000, 1_700_000_000_001), { maxLength: 20 });
    const each = property(times, (sequence) => {
      for (const ms of sequence) expect(isoTime(ms)).toBe(new Date(ms).toISOString());
    });
    assert(each);
  });

  it("goes on after a time that ISO 8601 does not have", () => {
    expect(isoTime(5)).toBe("1970-01-01T00:00:00.005Z");
    expect(() => isoTime(Number.NaN)).toThrow(RangeError);
    expect(isoTime(5)).toBe("1970-01-01T00:00:00.005Z");
  });
});
