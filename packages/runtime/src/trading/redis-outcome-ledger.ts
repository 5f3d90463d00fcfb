import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { OutcomeCounts } from "./belief.js";
import type { Outcome, OutcomeLedger } from "./outcome-ledger.js";

/** Thirty days after the last outcome of a run nothing of it is kept. In seconds. */
const TIME_TO_LIVE_S = 30 * 24 * 3_600;

/**
 * Adds the grade to the set it belongs to unless either set has it: two commands would count a grade twice whose
 * outcome was written differently the second time.
 */
const RECORD = `
if redis.call('ZSCORE', KEYS[2], ARGV[2]) then return 0 end
local added = redis.call('ZADD', KEYS[1], 'NX', ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return added
`;

/** Outcomes kept in Redis, per run and kind of signal: one sorted set of wins and one of losses, by closing time. */
export class RedisOutcomeLedger implements OutcomeLedger {
  readonly #redis: Redis;
  readonly #prefix: string;

  /** The connection stays the caller's: the ledger does not close it. */
  constructor(redis: Redis, { runId, keyPrefix = "" }: { readonly runId: string; readonly keyPrefix?: string }) {
    this.#redis = redis;
    this.#prefix = `${keyPrefix}handoff:learning:${runId}`;
  }

  async record({ signalType, gradeId, won, closedAt }: Outcome): Promise<boolean> {
    const [wins, losses] = this.#keysOf(signalType);
    const keys = won ? [wins, losses] : [losses, wins];
    const added = await this.#ask(() => this.#redis.eval(RECORD, 2, ...keys, closedAt, gradeId, TIME_TO_LIVE_S));
    return added === 1;
  }

  async counts(signalType: string, asOf: number): Promise<OutcomeCounts> {
    const [wins, losses] = await this.#ask(() =>
      Promise.all(this.#keysOf(signalType).map((key) => this.#redis.zcount(key, "-inf", asOf))),
    );
    return { wins: wins ?? 0, losses: losses ?? 0 };
  }

  /** Braces keep both keys of a kind of signal in one slot of a cluster. */
  #keysOf(signalType: string): readonly [string, string] {
    const root = `${this.#prefix}:{${signalType}}`;
    return [`${root}:wins`, `${root}:losses`];
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (cause) {
      throw new HandoffError(
        HandoffErrorCode.STORE_UNAVAILABLE,
        `the outcome ledger ${this.#prefix} failed: ${String(cause)}. Check Redis; the event is tried again.`,
        { cause },
      );
    }
  }
}
