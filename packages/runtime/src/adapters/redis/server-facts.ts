import type { Redis } from "ioredis";
import { faultOf } from "./redis-errors.js";

/** What a server says of itself; undefined where this user may not ask. */
export interface ServerFacts {
  /** The reply to INFO. */
  readonly info: string | undefined;
  readonly clock: ClockDifference | undefined;
}

export interface ClockDifference {
  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number;
  /** How far that can be wrong, in milliseconds. */
  readonly withinMs: number;
}

/** @param now Milliseconds since the epoch on this machine. */
export async function readServerFacts(client: Redis, now: () => number): Promise<ServerFacts> {
  const info = await unlessDenied(client.info());
  const askedAt = now();
  const time = await unlessDenied(client.time());
  const withinMs = (now() - askedAt) / 2;
  const [seconds, microseconds] = time ?? [];
  const serverMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  const clock = time === undefined ? undefined : { aheadMs: serverMs - askedAt - withinMs, withinMs };
  return { info, clock };
}

/** The reply, or undefined where this user may not ask. */
export async function unlessDenied<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (faultOf(error) === "denied") return undefined;
    throw error;
  }
}
