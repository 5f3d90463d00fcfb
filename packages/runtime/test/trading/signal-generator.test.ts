import { FieldName, type ReferenceTopology, type TradingSignalData } from "@handoff/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProducerContext, Rejected } from "../../src/producer.js";
import type { Candle } from "../../src/trading/candle.js";
import type { Hole } from "../../src/trading/market-calendar.js";
import { RecordedMarketData } from "../../src/trading/market-data.js";
import { SignalGenerator } from "../../src/trading/signal-generator.js";
import { HOUR, START, walk } from "./made-candles.js";

interface Produced {
  readonly published: readonly { readonly time: number; readonly key: string; readonly steps: string[] }[];
  readonly rejected: readonly Rejected[];
  readonly holes: readonly Hole[];
  readonly progress: readonly number[];
  readonly lines: readonly unknown[];
}

interface Run {
  readonly symbol?: string;
  /** Stops after so many signals. */
  readonly stopAfter?: number;
}

async function produce(candles: readonly Candle[], { symbol = "BTC/USDT", stopAfter = Infinity }: Run = {}) {
  const produced = {
    published: [] as { time: number; key: string; steps: string[] }[],
    rejected: [] as Rejected[],
    holes: [] as Hole[],
    progress: [] as number[],
    lines: [] as unknown[],
  } satisfies Produced;
  const stop = new AbortController();
  const context: ProducerContext<ReferenceTopology, "SignalGenerator"> = {
    signal: stop.signal,
    log: (...line) => void produced.lines.push(line),
    publish: (stream, draft, key) => {
      const data = draft[FieldName.DATA] as TradingSignalData;
      const time = Date.parse(data[FieldName.CANDLE_TIME] ?? "");
      produced.published.push({ time, key, steps: [stream] });
      if (produced.published.length >= stopAfter) stop.abort();
      return Promise.resolve({ entryId: "1-0", duplicate: false });
    },
    reject: (rejected) => {
      produced.rejected.push(rejected);
      return Promise.resolve();
    },
    settled: () => {
      produced.published.at(-1)?.steps.push("settled");
      return Promise.resolve();
    },
  };
  const generator = new SignalGenerator({
    marketData: new RecordedMarketData({ symbol, candles }),
    runId: "run",
    onHole: (hole) => void produced.holes.push(hole),
    onProgress: ({ done, total }) => {
      expect(total).toBe(candles.length);
      produced.progress.push(done);
    },
  });
  await generator.produce(context);
  return produced;
}

/** Signals that came too soon: fewer than 150 bars in a row before them, their own not counted. */
function prematureSignals(candles: readonly Candle[], times: readonly number[]): number[] {
  return times.filter((time) => {
    const index = candles.findIndex((candle) => candle.time === time);
    const before = candles.slice(Math.max(0, index - 150), index + 1);
    return before.length < 151 || time - (before[0]?.time ?? 0) !== 150 * HOUR;
  });
}

describe("SignalGenerator", () => {
  it("publishes under a key that names run, market, bar and kind, and waits for the chain each time", async () => {
    const { published } = await produce(walk(400));
    expect(published.length).toBeGreaterThan(5);
    for (const { time, key, steps } of published) {
      expect(key).toMatch(
        new RegExp(`^run/BTC/USDT/3600000/${new Date(time).toISOString()}/(momentum|reversion)_(buy|sell)$`),
      );
      expect(steps).toEqual(["signals", "settled"]);
    }
    expect(new Set(published.map(({ key }) => key)).size).toBe(published.length);
  });

  it("reports its progress", async () => {
    const { progress } = await produce(walk(200));
    expect(progress).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  it("stops when it is told to", async () => {
    const { published, progress } = await produce(walk(400), { stopAfter: 2 });
    expect(published).toHaveLength(2);
    expect(progress.length).toBeLessThan(400);
  });

  it("hands a candle that cannot be true to the dead letters, with its reason", async () => {
    const candles = walk(10).map((candle, index) => (index === 4 ? { ...candle, high: 1, volume: 7 } : candle));
    const { rejected, holes, lines } = await produce(candles);
    const position = "2026-01-05T04:00:00.000Z";
    const { open = 0, low = 0, close = 0 } = candles[4] ?? {};
    expect(rejected).toEqual([
      {
        key: `run/BTC/USDT/3600000/${position}`,
        input: {
          timestamp: position,
          open: String(open),
          high: "1",
          low: String(low),
          close: String(close),
          volume: "7",
        },
        source: "market_data:BTC/USDT",
        position,
        cause: expect.objectContaining({
          code: "INPUT_IMPLAUSIBLE",
          message: `INPUT_IMPLAUSIBLE: BTC/USDT ${position}: high 1 is below low ${String(low)}. Compare it with another source; replaying it does not help.`,
        }) as Error,
      },
    ]);
    expect(holes).toEqual([{ from: START + 4 * HOUR, to: START + 5 * HOUR, missing: 1 }]);
    expect(lines).toEqual([
      [
        "warning",
        "hole in the market data",
        {
          symbol: "BTC/USDT",
          from: position,
          to: "2026-01-05T05:00:00.000Z",
          missing: 1,
        },
      ],
    ]);
  });

  it("never signals within 150 bars of the start or of a hole", async () => {
    const setting = fc.record({
      seed: fc.integer(),
      missing: fc.uniqueArray(fc.integer({ min: 1, max: 698 }), { maxLength: 4 }),
      broken: fc.uniqueArray(fc.integer({ min: 1, max: 698 }), { maxLength: 2 }),
    });
    let signals = 0;
    await fc.assert(
      fc.asyncProperty(setting, async ({ seed, missing, broken }) => {
        const recorded = walk(700, { seed })
          .map((candle, index) => (broken.includes(index) ? { ...candle, low: candle.high + 1 } : candle))
          .filter((_, index) => !missing.includes(index));
        const { published, holes, rejected } = await produce(recorded);
        signals += published.length;
        const sound = recorded.filter(({ low, high }) => low <= high);
        const times = published.map(({ time }) => time);
        expect(prematureSignals(sound, times)).toEqual([]);
        const gone = holes.reduce((sum, hole) => sum + hole.missing, 0);
        expect(gone).toBe(new Set([...missing, ...broken]).size);
        expect(rejected).toHaveLength(broken.filter((index) => !missing.includes(index)).length);
      }),
      { numRuns: 60 },
    );
    expect(signals).toBeGreaterThan(200);
  });

  it("would be caught with a signal that came too soon", () => {
    const candles = walk(400).filter((_, index) => index !== 200);
    const at = (hour: number): number => START + hour * HOUR;
    expect(prematureSignals(candles, [149, 150, 199, 201, 350, 351].map(at))).toEqual([149, 201, 350].map(at));
  });

  it("keeps its indicators over the closed hours of an exchange", async () => {
    const hours = walk(1_200).filter((_, index) => index % 24 < 7);
    expect((await produce(hours, { symbol: "URTH" })).published.length).toBeGreaterThan(2);
    expect((await produce(hours)).published).toEqual([]);
  });
});
