import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MemoryOutcomeLedger } from "../../src/trading/memory-outcome-ledger.js";
import type { Outcome, OutcomeLedger } from "../../src/trading/outcome-ledger.js";
import { RedisOutcomeLedger } from "../../src/trading/redis-outcome-ledger.js";
import { redisPlace } from "../redis-fixture.js";
import { outcomeLedgerChecks } from "./outcome-ledger.conformance.js";

const checks = Object.entries(outcomeLedgerChecks);

describe("MemoryOutcomeLedger", () => {
  it.each(checks)("%s", async (_, check) => {
    await check(new MemoryOutcomeLedger());
  });
});

describe("RedisOutcomeLedger", () => {
  it.each(checks)("%s", async (_, check) => {
    await using place = await disposablePlace();
    await check(
      new RedisOutcomeLedger((work) => work(place.redis), { runId: randomUUID(), keyPrefix: place.keyPrefix }),
    );
  });

  it("keeps runs apart, and each for thirty days after its last outcome", async () => {
    await using place = await disposablePlace();
    const { redis, keyPrefix } = place;
    const [first, second] = ["first", "second"].map(
      (runId) => new RedisOutcomeLedger((work) => work(redis), { runId, keyPrefix }),
    );
    const outcome: Outcome = { signalType: "momentum_buy", gradeId: "a", won: true, closedAt: 1 };
    await first?.record(outcome);
    expect(await second?.counts("momentum_buy", 10)).toEqual({ wins: 0, losses: 0 });
    await first?.record({ ...outcome, gradeId: "b", won: false });
    const keys = await redis.keys(`${keyPrefix}*`);
    const names = ["losses", "wins"].map((name) => `${keyPrefix}handoff:learning:first:{momentum_buy}:${name}`);
    expect(keys.sort()).toEqual(names);
    for (const key of keys) expect(await redis.ttl(key)).toBeGreaterThan(29 * 86_400);
  });

  it("prolongs the wins, too, where a loss is recorded", async () => {
    await using place = await disposablePlace();
    const { redis, keyPrefix } = place;
    const ledger = new RedisOutcomeLedger((work) => work(redis), { runId: "run", keyPrefix });
    const outcome: Outcome = { signalType: "momentum_buy", gradeId: "a", won: true, closedAt: 1 };
    await ledger.record(outcome);
    const wins = `${keyPrefix}handoff:learning:run:{momentum_buy}:wins`;
    await redis.expire(wins, 60);
    await ledger.record({ ...outcome, gradeId: "b", won: false });
    expect(await redis.ttl(wins)).toBeGreaterThan(29 * 86_400);
  });

  it("asks on the connection of the store, which says what failed", async () => {
    await using place = await disposablePlace();
    const { redis, keyPrefix } = place;
    await redis.set(`${keyPrefix}handoff:learning:run:{momentum_buy}:wins`, "no sorted set");
    const ledger = new RedisOutcomeLedger((await place.open()).run, { runId: "run", keyPrefix });
    await expect(ledger.counts("momentum_buy", 1)).rejects.toMatchObject({ code: "STORE_WRONG_TYPE" });
    await expect(ledger.counts("momentum_sell", 1)).resolves.toEqual({ wins: 0, losses: 0 });
  });
});

/** Ledgers that break one promise each, and the sentences that find them out. */
describe("the conformance suite", () => {
  class CountsTwice extends MemoryOutcomeLedger {
    override record(outcome: Outcome): Promise<boolean> {
      return super.record({ ...outcome, gradeId: randomUUID() });
    }
  }
  class LooksAhead extends MemoryOutcomeLedger {
    override counts(signalType: string): ReturnType<OutcomeLedger["counts"]> {
      return super.counts(signalType, Number.MAX_SAFE_INTEGER);
    }
  }
  class LagsBehind extends MemoryOutcomeLedger {
    override counts(signalType: string, asOf: number): ReturnType<OutcomeLedger["counts"]> {
      return super.counts(signalType, asOf - 1);
    }
  }
  class MixesKinds extends MemoryOutcomeLedger {
    override record(outcome: Outcome): Promise<boolean> {
      return super.record({ ...outcome, signalType: "any" });
    }
    override counts(_: string, asOf: number): ReturnType<OutcomeLedger["counts"]> {
      return super.counts("any", asOf);
    }
  }
  class SaysNew extends MemoryOutcomeLedger {
    override async record(outcome: Outcome): Promise<boolean> {
      await super.record(outcome);
      return true;
    }
  }
  class TwoSets extends MemoryOutcomeLedger {
    override record(outcome: Outcome): Promise<boolean> {
      return super.record({ ...outcome, gradeId: `${outcome.gradeId} ${String(outcome.won)}` });
    }
  }

  it.each([
    [CountsTwice, "a grade counts once"],
    [LooksAhead, "an outcome counts from the moment of its close on, not before"],
    [LagsBehind, "an outcome counts from the moment of its close on, not before"],
    [MixesKinds, "kinds of signal are counted apart"],
    [SaysNew, "a grade that is recorded many times at once counts once"],
    [TwoSets, "a grade that comes again with another outcome does not count"],
  ])("finds out %o", async (Ledger, sentence) => {
    await expect(outcomeLedgerChecks[sentence]?.(new Ledger())).rejects.toThrow();
  });
});

async function disposablePlace() {
  const place = await redisPlace();
  return { ...place, [Symbol.asyncDispose]: () => place.dispose() };
}
