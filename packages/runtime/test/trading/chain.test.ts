import { FieldName, type TradingDecisionData } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import type { Candle } from "../../src/trading/candle.js";
import type { Hole } from "../../src/trading/market-calendar.js";
import { RecordedMarketData } from "../../src/trading/market-data.js";
import { MemoryOutcomeLedger } from "../../src/trading/memory-outcome-ledger.js";
import type { OutcomeLedger } from "../../src/trading/outcome-ledger.js";
import { RedisOutcomeLedger } from "../../src/trading/redis-outcome-ledger.js";
import { createTradingAgents } from "../../src/trading/trading-agents.js";
import { TradingReport } from "../../src/trading/trading-report.js";
import { redisPlace } from "../redis-fixture.js";
import { type ChainOptions, type ChainRun, runChain } from "./direct-chain.js";
import { candlesOf, type Recording, SHARED_RECORDINGS, URTH } from "./recordings.js";

interface Played extends ChainRun {
  readonly report: TradingReport;
  readonly holes: readonly Hole[];
}

interface Play extends ChainOptions {
  readonly ledger?: OutcomeLedger;
  /** Changes the candles before they are played. */
  readonly change?: (candles: readonly Candle[]) => readonly Candle[];
}

async function play(
  recording: Recording,
  { ledger = new MemoryOutcomeLedger(), change = (same) => same, ...options }: Play = {},
): Promise<Played> {
  const { candles } = await candlesOf(recording);
  expect(candles).toHaveLength(recording.candles);
  const holes: Hole[] = [];
  const agents = createTradingAgents({
    marketData: new RecordedMarketData({ symbol: recording.symbol, candles: change(candles) }),
    runId: "test",
    ledger,
    onHole: (hole) => holes.push(hole),
  });
  const run = await runChain(agents, options);
  const report = new TradingReport();
  for (const event of run.events) report.observe(event);
  for (const [stream, errors] of Object.entries(run.deadLetters)) {
    errors.forEach(() => {
      report.observeDeadLetter(stream);
    });
  }
  for (const { source } of run.rejected) report.observeDeadLetter(source);
  return { ...run, report, holes };
}

const firstRuns = new Map<Recording, Promise<Played>>();

/** The first run over a recording, made once for all that only look at it. */
function firstRunOver(recording: Recording): Promise<Played> {
  const run = firstRuns.get(recording) ?? play(recording);
  firstRuns.set(recording, run);
  return run;
}

function decisionsOf({ events }: ChainRun): TradingDecisionData[] {
  const decisions = events.filter((event) => event[FieldName.TYPE] === "trading_decision");
  return decisions.map((event) => event[FieldName.DATA] as TradingDecisionData);
}

describe.each([URTH, ...SHARED_RECORDINGS])("the chain over $name", (recording) => {
  // CI lets a test be skipped only for this reason, and only in these words.
  const test = (title: string, check: () => Promise<void>): void => {
    it.skipIf(!recording.present)(recording.present ? title : `${title} (needs the shared market data)`, check);
  };

  test("accounts for every signal and leaves nothing pending", async () => {
    const { report, pending, deadLetters, rejected } = await firstRunOver(recording);
    const { signals, decisions, accountedFor, entries, openPositions, executionGrades, outcomeGrades, exits } =
      report.toJSON();
    expect({ pending, deadLetters, rejected }).toEqual({ pending: 0, deadLetters: {}, rejected: [] });
    expect(signals.total).toBeGreaterThanOrEqual(100);
    expect(signals.total).toBeLessThanOrEqual(800);
    expect(decisions.buy + decisions.sell + decisions.hold).toBe(signals.total);
    expect(accountedFor).toBe(true);
    expect(entries.total + entries.unfilled).toBe(decisions.buy + decisions.sell);
    expect(exits.total + openPositions).toBe(entries.total);
    expect(executionGrades.total).toBe(entries.total + exits.total);
    expect(outcomeGrades.total).toBe(exits.total);
  });

  test("sees the holes in the data", async () => {
    const { holes } = await firstRunOver(recording);
    expect(holes.map(({ missing }) => missing)).toEqual(recording.holes);
  });

  test("repeats itself to the last bit", async () => {
    const [first, second] = [await firstRunOver(recording), await play(recording)];
    expect(second.entries).toEqual(first.entries);
    expect(second.report.lines()).toEqual(first.report.lines());
  });
});

describe("the chain", () => {
  it("does the same where every event is delivered twice", async () => {
    const once = await firstRunOver(URTH);
    const twice = await play(URTH, { deliveries: 2 });
    // The trace id is another one for each processing; what is said under it is not.
    const said = ({ events }: Played) =>
      events.map((event) => [event[FieldName.EVENT_ID], event[FieldName.TYPE], event[FieldName.DATA]]);
    expect(said(twice)).toEqual(said(once));
  });

  it("does the same to the last bit with what it learns kept in Redis", async () => {
    const { redis, keyPrefix, dispose } = await redisPlace();
    try {
      const ledger = new RedisOutcomeLedger((work) => work(redis), { runId: "test", keyPrefix });
      expect((await play(URTH, { ledger })).entries).toEqual((await firstRunOver(URTH)).entries);
    } finally {
      await dispose();
    }
  });

  it("accounts for a signal that was given up", async () => {
    const { report, pending, deadLetters } = await play(URTH, { ledger: new ForgetfulLedger() });
    expect(deadLetters.signals).toHaveLength(2);
    expect(pending).toBe(0);
    expect(report.toJSON()).toMatchObject({ deadLetters: { signals: 2 }, accountedFor: true });
  });

  it("leaves a signal that vanished unaccounted for", async () => {
    const { report, entries } = await play(URTH, {
      tamper: (fields, stream) =>
        stream === "decisions" && fields[FieldName.DATA]?.includes("hold") === true
          ? { ...fields, [FieldName.TYPE]: "vanished" }
          : fields,
    });
    expect(entries.length).toBeGreaterThan(0);
    expect(report.toJSON().accountedFor).toBe(false);
  });

  it("hands a broken candle to the dead letters and warms up again", async () => {
    const { rejected, holes, report } = await play(URTH, {
      change: (candles) => candles.map((candle, index) => (index === 1_000 ? { ...candle, low: 10_000 } : candle)),
    });
    expect(rejected.map(({ cause }) => cause.message)).toEqual([
      expect.stringMatching(
        /^INPUT_IMPLAUSIBLE: URTH 2022-\d\d-\d\dT\d\d:00:00\.000Z: high [\d.]+ is below low 10000\. /,
      ),
    ]);
    expect(holes).toHaveLength(1);
    expect(report.toJSON()).toMatchObject({ deadLetters: { "market_data:URTH": 1 }, accountedFor: true });
  });
});

describe("looking ahead", () => {
  const part = 2_500;
  const change = (candles: readonly Candle[]): readonly Candle[] => candles.slice(0, part);

  it("is impossible: what is decided on a bar does not change with the bars after it", async () => {
    const decisions = decisionsOf(await play(URTH, { change }));
    expect(decisions.length).toBeGreaterThan(30);
    expect(decisionsOf(await firstRunOver(URTH)).slice(0, decisions.length)).toEqual(decisions);
  });

  it("would be caught with a ledger that tells of what has not closed yet", async () => {
    const decisions = decisionsOf(await play(URTH, { change, ledger: new ProphetLedger() }));
    const whole = decisionsOf(await play(URTH, { ledger: new ProphetLedger() }));
    // Told of the future, a decision knows how positions will end that are open as it is made.
    expect(decisionsOf(await firstRunOver(URTH)).slice(0, decisions.length)).not.toEqual(decisions);
    expect(whole).not.toEqual(decisionsOf(await firstRunOver(URTH)));
  });
});

/** Fails on every fiftieth question. */
class ForgetfulLedger extends MemoryOutcomeLedger {
  #questions = 0;

  override counts(signalType: string, asOf: number): ReturnType<OutcomeLedger["counts"]> {
    if (++this.#questions % 50 === 0) return Promise.reject(new Error("forgotten"));
    return super.counts(signalType, asOf);
  }
}

/** Ignores as of when it is asked. */
class ProphetLedger extends MemoryOutcomeLedger {
  override counts(signalType: string): ReturnType<OutcomeLedger["counts"]> {
    return super.counts(signalType, Number.MAX_SAFE_INTEGER);
  }
}
