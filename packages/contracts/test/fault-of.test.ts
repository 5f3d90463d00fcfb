import { ContractError } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultOf, orFault } from "./fault-of.js";

const whole = { code: "TYPE_MISSING", path: ["type"], expected: "a type", remedy: "Add it." } as const;

describe("faultOf", () => {
  it("hands over a whole fault", () => {
    expect(faultOf(() => fail(new ContractError(whole))).code).toBe("TYPE_MISSING");
  });

  it.each([
    ["no throw", () => undefined],
    ["a foreign error", () => fail(new TypeError("x"))],
    ["an unknown code", () => fail(new ContractError({ ...whole, code: "NEW" as "TYPE_MISSING" }))],
    ["no expectation", () => fail(new ContractError({ ...whole, expected: " " }))],
    ["zod's own sentence", () => fail(new ContractError({ ...whole, expected: "Invalid UUID" }))],
    ["no remedy", () => fail(new ContractError({ ...whole, remedy: "" }))],
    ["a path that is no list", () => fail(new ContractError({ ...whole, path: "type" as unknown as string[] }))],
  ])("is red for %s", (_, act) => {
    expect(() => faultOf(act)).toThrow();
  });

  it("lets only a whole fault pass as undefined", () => {
    expect(orFault(() => fail(new ContractError(whole)))).toBeUndefined();
    expect(() => {
      orFault(() => fail(new TypeError("x")));
    }).toThrow();
  });
});

function fail(error: Error): unknown {
  throw error;
}
