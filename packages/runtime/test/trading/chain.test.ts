import { FieldName } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import type { Candle } from "../../src/trading/candle.js";
import type { Hole } from "../../src/trading/market-calendar.js";
import { RecordedMarketData } from "../../src/trading/market-data.js";
import { MemoryOutcomeLedger } from "../../src/trading/memory-outcome-ledger.js";
import { createTradingAgents } from "../../src/trading/trading-agents.js";
import { TradingReport } from "../../src/trading/trading-report.js";
import { type ChainOptions, type ChainRun, runChain } from "./direct-chain.js";
import { candlesOf, type Recording, SHARED_RECORDINGS, URTH } from "./recordings.js";

interface Played extends ChainRun {
  readonly report: TradingReport;
  readonly holes: readonly Hole[];
}

async function play(symbol: string, candles: readonly Candle[], options: ChainOptions = {}): Promise<Played> {
  const holes: Hole[] = [];
  const agents = createTradingAgents({
    marketData: new RecordedMarketData({ symbol, candles }),
    runId: "test",
    ledger: new MemoryOutcomeLedger(),
    onHole: (hole) => holes.push(hole),
  });
  const run = await runChain(agents, options);
  const report = new TradingReport();
  for (const event of run.events) report.observe(event);
  for (const [stream, errors] of Object.entries(run.deadLetters)) {
    for (const _ of errors) report.observeDeadLetter(stream);
  }
  for (const { source } of run.rejected) report.observeDeadLetter(source);
  return { ...run, report, holes };
}

async function playRecording(recording: Recording, options?: ChainOptions): Promise<Played> {
  const { candles } = await candlesOf(recording);
  expect(candles).toHaveLength(recording.candles);
  return play(recording.symbol, candles, options);
}

const firstRuns = new Map<Recording, Promise<Played>>();

/** The first run over a recording, made once for all that only look at it. */
function firstRunOver(recording: Recording): Promise<Played> {
  const run = firstRuns.get(recording) ?? playRecording(recording);
  firstRuns.set(recording, run);
  return run;
}

describe.each([URTH, ...SHARED_RECORDINGS])("the chain over $name", (recording) => {
  const test = it.skipIf(!recording.present);

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
    const [first, second] = [await firstRunOver(recording), await playRecording(recording)];
    expect(second.entries).toEqual(first.entries);
    expect(second.report.lines()).toEqual(first.report.lines());
  });
});

describe("the chain", () => {
  it("does the same where every event is delivered twice", async () => {
    const once = await firstRunOver(URTH);
    const twice = await playRecording(URTH, { deliveries: 2 });
    // The trace id is another one for each processing; what is said under it is not.
    const said = ({ events }: Played) =>
      events.map((event) => [event[FieldName.EVENT_ID], event[FieldName.TYPE], event[FieldName.DATA]]);
    expect(said(twice)).toEqual(said(once));
  });

  it("accounts for a signal that was given up", async () => {
    let signals = 0;
    const { report, pending, deadLetters } = await playRecording(URTH, {
      tamper: (fields, stream) =>
        stream === "signals" && ++signals === 2 ? { ...fields, [FieldName.DATA]: "{}" } : fields,
    });
    expect(deadLetters.signals).toHaveLength(1);
    expect(pending).toBe(0);
    // The broken signal cannot be read, so the report hears of it as a dead letter only.
    const { decisions, signals: seen } = report.toJSON();
    expect(decisions.buy + decisions.sell + decisions.hold).toBe(signals - 1);
    expect(seen.total).toBe(signals - 1);
  });
});
