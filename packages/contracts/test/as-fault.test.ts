import { ContractError } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { asFault } from "../src/as-fault.js";

const guard = { code: "DATA_INVALID", path: ["data"], remedy: "Mend it." } as const;
const unreadable = new Proxy(new Error("x"), {
  getPrototypeOf: () => {
    throw new Error("again");
  },
});

describe("asFault", () => {
  it("hands through a fault that is more exact", () => {
    const exact = new ContractError({ code: "TYPE_UNKNOWN", path: ["type"], expected: "a type", remedy: "Add it." });
    expect(asFault(exact, guard)).toBe(exact);
  });

  it.each([
    ["an error", new Error("deep"), "a value that can be read (deep)"],
    ["a text", "deep", "a value that can be read (deep)"],
    ["nothing", undefined, "a value that can be read (undefined)"],
    ["what has no text", Object.create(null), "a value that can be read (what it threw has no text)"],
    ["what throws when looked at", unreadable, "a value that can be read (what it threw has no text)"],
  ])("makes a fault of %s that was thrown", (_, thrown, expected) => {
    expect(asFault(thrown, guard)).toMatchObject({ code: "DATA_INVALID", path: ["data"], expected });
  });
});
