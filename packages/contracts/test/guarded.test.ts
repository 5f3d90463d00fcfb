import { ContractError } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { guarded } from "../src/guarded.js";
import { faultOf } from "./fault-of.js";

const guard = (read: () => unknown) => guarded({ code: "DATA_INVALID", path: ["data"], remedy: "Mend it." }, read);
const unreadable = new Proxy(new Error("x"), {
  getPrototypeOf: () => {
    throw new Error("again");
  },
});

function raise(thrown: unknown): never {
  throw thrown;
}

describe("guarded", () => {
  it("hands through what was read", () => {
    expect(guard(() => 1)).toBe(1);
  });

  it("hands through a fault that is more exact", () => {
    const exact = new ContractError({ code: "TYPE_UNKNOWN", path: ["type"], expected: "a type", remedy: "Add it." });
    expect(faultOf(() => guard(() => raise(exact)))).toBe(exact);
  });

  it.each([
    ["an error", new Error("deep"), "a value that can be read (deep)"],
    ["a text", "deep", "a value that can be read (deep)"],
    ["nothing", undefined, "a value that can be read (undefined)"],
    ["what has no text", Object.create(null), "a value that can be read (what it threw has no text)"],
    ["what throws when looked at", unreadable, "a value that can be read (what it threw has no text)"],
  ])("makes a fault of %s that was thrown", (_, thrown, expected) => {
    expect(faultOf(() => guard(() => raise(thrown)))).toMatchObject({ code: "DATA_INVALID", path: ["data"], expected });
  });
});
