import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { faultOf } from "./redis-errors.js";
import type { ScriptCall } from "./redis-script.js";

/** The least that a server can be set to, in bytes: whatever is shorter needs no question. */
const LEAST = 1_024 * 1_024;
/** What a server takes that was told nothing, in bytes. */
const USUAL = 512 * 1_024 * 1_024;
/** A UTF-16 unit is three bytes of UTF-8 at most. */
const BYTES_A_UNIT = 3;

/**
 * A server that is sent an argument longer than it takes closes the connection without a word that could be relied on, and
 * would do so each time it is sent again: it is asked beforehand.
 *
 * @throws {HandoffError} `BATCH_TOO_LARGE`.
 */
export async function requireAccepted(client: Redis, { args }: ScriptCall, subject: string): Promise<void> {
  const suspects = args.filter((arg) => typeof arg === "string" && arg.length * BYTES_A_UNIT > LEAST);
  if (suspects.length === 0) return;
  const longest = Math.max(...suspects.map((arg) => Buffer.byteLength(String(arg))));
  const limit = await largestArgument(client);
  if (longest <= limit) return;
  throw tooLarge(`${subject} has ${longest} bytes at once, more than the server's proto-max-bulk-len, ${limit}`);
}

/** What is sent, in characters. */
export function sizeOf({ args }: ScriptCall): number {
  return args.reduce<number>((sum, arg) => sum + (typeof arg === "string" ? arg.length : 0), 0);
}

/** For what is more than a server takes at once. */
export function tooLarge(what: string): HandoffError {
  return new HandoffError(
    HandoffErrorCode.BATCH_TOO_LARGE,
    `${what}. Publish less at once, or put what is large elsewhere and publish where it is.`,
  );
}

async function largestArgument(client: Redis): Promise<number> {
  try {
    const [, value] = await client.config("GET", "proto-max-bulk-len");
    return Number(value ?? USUAL);
  } catch (error) {
    // This user may not ask, or nobody may where the server is rented.
    if (faultOf(error) === "denied" || faultOf(error) === "refused") return USUAL;
    throw error;
  }
}
