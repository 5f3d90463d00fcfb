import type { Redis } from "ioredis";
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

/** Carries out an operation that may be repeated. */
export type RedisRun = <T>(operation: (client: Redis) => Promise<T>) => Promise<T>;

/** Outcomes kept in Redis, per run and kind of signal: one sorted set of wins and one of losses, by closing time. */
export class RedisOutcomeLedger implements OutcomeLedger {
  readonly #run: RedisRun;
  readonly #prefix: string;

  /** @param run Carries out an operation on a connection: that of `openRedisStore`, which waits a lost one out. */
  constructor(run: RedisRun, { runId, keyPrefix = "" }: { readonly runId: string; readonly keyPrefix?: string }) {
    this.#run = run;
    this.#prefix = `${keyPrefix}handoff:learning:${runId}`;
  }

  async record({ signalType, gradeId, won, closedAt }: Outcome): Promise<boolean> {
    const [wins, losses] = this.#keysOf(signalType);
    const keys = won ? [wins, losses] : [losses, wins];
    const added = await this.#run((redis) => redis.eval(RECORD, 2, ...keys, closedAt, gradeId, TIME_TO_LIVE_S));
    return added === 1;
  }

  async counts(signalType: string, asOf: number): Promise<OutcomeCounts> {
    const [wins, losses] = await this.#run((redis) =>
      Promise.all(this.#keysOf(signalType).map((key) => redis.zcount(key, "-inf", asOf))),
    );
    return { wins: wins ?? 0, losses: losses ?? 0 };
  }

  /** Braces keep both keys of a kind of signal in one slot of a cluster. */
  #keysOf(signalType: string): readonly [string, string] {
    const root = `${this.#prefix}:{${signalType}}`;
    return [`${root}:wins`, `${root}:losses`];
  }
}
