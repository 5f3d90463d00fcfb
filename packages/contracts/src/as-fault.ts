import { ContractError, type ContractFault } from "./errors.js";

/** What a fault is made of before anything is known of its cause. */
export type Guard = Pick<ContractFault, "code" | "path" | "remedy">;

/**
 * What the engine throws at hostile input (nesting beyond the stack, cycles, broken JSON, getters that throw) as a
 * contract fault.
 */
export function asFault(error: unknown, guard: Guard): ContractError {
  return faultIn(error) ?? new ContractError({ ...guard, expected: `a value that can be read (${reasonOf(error)})` });
}

// What a hostile getter throws may itself throw when it is looked at.

function faultIn(error: unknown): ContractError | undefined {
  try {
    return error instanceof ContractError ? error : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  try {
    const reason: unknown = error instanceof Error ? error.message : error;
    return String(reason);
  } catch {
    return "what it threw has no text";
  }
}
