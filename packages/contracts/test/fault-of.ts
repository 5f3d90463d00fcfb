import { ContractError, ContractErrorCode } from "@handoff/contracts";
import { assert } from "vitest";

const CODES: ReadonlySet<string> = new Set(Object.values(ContractErrorCode));

/** The fault that `act` ends in; a test fails where it ends in none, or in anything but a whole `ContractError`. */
export function faultOf(act: () => unknown): ContractError {
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
    assertWhole(thrown);
    return thrown;
  }
  return assert.fail("nothing was thrown");
}

/** What `act` returns; undefined where it ends in a whole `ContractError`. */
export function orFault<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    assertWhole(error);
    return undefined;
  }
}

function assertWhole(error: unknown): asserts error is ContractError {
  assert.instanceOf(error, ContractError);
  assert.isTrue(CODES.has(error.code), `known code, got ${error.code}`);
  assert.isTrue(Array.isArray(error.path), "path is a list");
  assert.isTrue(
    error.path.every((part) => typeof part === "string" || typeof part === "number"),
    "path is made of keys and indexes",
  );
  assert.match(error.expected, /\S/);
  // Zod says what was wrong, a fault says what would be right.
  assert.notMatch(error.expected, /^(?:Invalid|Too |Unrecognized)/);
  assert.match(error.remedy, /^[A-Z][^]*\.$/);
  assert.equal(error.message.endsWith(`expected ${error.expected}. ${error.remedy}`), true);
}
