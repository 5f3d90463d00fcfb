import { existsSync } from "node:fs";
import { decodeEvent, type EntryFields, FieldName, referenceTopology, Stream } from "@handoff/contracts";
import {
  type AgentStateStore,
  type Clock,
  createRuntime,
  type EventStore,
  openMemoryStore,
  openRedisStore,
  systemClock,
  type TraceIds,
} from "@handoff/runtime";
import {
  createTradingAgents,
  MemoryOutcomeLedger,
  type OutcomeLedger,
  readCandles,
  RecordedMarketData,
  RedisOutcomeLedger,
} from "@handoff/runtime/trading";
import { v5 as uuidV5 } from "uuid";
import { describe, expect, it } from "vitest";
import { CANDLES, redisPart, ROOT } from "./command.js";

/** What is published carries this time; waiting takes the time that it takes. */
const frozen: Clock = {
  now: () => Date.parse("2026-03-31T12:00:00Z"),
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
};
/** The same processing gets the same trace id in every run. */
const derived: TraceIds = {
  mint: ({ agent, cause, delivery }) => uuidV5(`${agent}/${cause}/${String(delivery)}`, uuidV5.URL),
};

interface Place {
  readonly store: EventStore;
  readonly states: AgentStateStore;
  readonly ledger: OutcomeLedger;
}

interface Result {
  /** Everything on the streams, to the letter. */
  readonly streams: Readonly<Record<string, readonly EntryFields[]>>;
  /** Entries not delivered or not acknowledged, of all groups. */
  readonly left: number;
}

async function replay(candles: string, symbol: string, { store, states, ledger }: Place): Promise<Result> {
  const marketData = new RecordedMarketData({ symbol, candles: (await readCandles(candles)).candles });
  const runtime = createRuntime({
    topology: referenceTopology,
    agents: Object.values(createTradingAgents({ marketData, runId: "pipeline", ledger })),
    store,
    states,
    clock: frozen,
    traceIds: derived,
  });
  await runtime.start();
  await runtime.completed();
  await runtime.stop();
  const names = [...Object.keys(referenceTopology.streams), referenceTopology.deadLetterStream];
  const streams: Record<string, readonly EntryFields[]> = {};
  for (const stream of names) {
    const entries = await store.range({ stream, from: "-", to: "+", count: 100_000 });
    streams[stream] = entries.map(({ fields }) => ({ ...fields }));
  }
  const groups = (await store.inspect(names)).flatMap((state) => state.groups);
  return { streams, left: groups.reduce((sum, { lag, pending }) => sum + lag + pending, 0) };
}

function inMemory(): Place {
  return { ...openMemoryStore(), ledger: new MemoryOutcomeLedger() };
}

async function onRedis<R>(work: (place: Place) => Promise<R>): Promise<R> {
  const part = redisPart();
  const { url, keyPrefix } = part;
  const opened = await openRedisStore({ url, keyPrefix });
  try {
    return await work({ ...opened, ledger: new RedisOutcomeLedger(opened.run, { runId: "pipeline", keyPrefix }) });
  } finally {
    await opened.close();
    await part.dispose();
  }
}

/** Signals on one side, what became of each on the other. */
function accounts({ streams }: Result): { signals: number; decisions: number; holds: number; deadLetters: number } {
  const decisions = (streams[Stream.DECISIONS] ?? []).map((fields) => {
    const event = decodeEvent(fields, referenceTopology.streams.decisions, "0-1");
    return event[FieldName.DATA][FieldName.ACTION];
  });
  const deadLetters = (streams[Stream.DLQ_EVENTS] ?? []).filter(
    (fields) => fields[FieldName.SOURCE_STREAM] === Stream.SIGNALS,
  );
  return {
    signals: streams[Stream.SIGNALS]?.length ?? 0,
    decisions: decisions.filter((action) => action !== "hold").length,
    holds: decisions.filter((action) => action === "hold").length,
    deadLetters: deadLetters.length,
  };
}

/** Every trace id of the streams is unique to its hop, and every parent is the trace id of an event before. */
function orphans({ streams }: Result): string[] {
  const entries = Object.values(streams).flat();
  const known = new Set(entries.map((fields) => fields[FieldName.TRACE_ID]));
  return entries.flatMap(({ [FieldName.PARENT_TRACE_ID]: parent }) =>
    parent === undefined || known.has(parent) ? [] : [parent],
  );
}

const shared = (file: string): string => `${ROOT}../shared/data/candles/${file}`;
const recordings = [
  { name: "URTH 1h, from npm", symbol: "URTH", candles: CANDLES },
  { name: "BTC/USDT 1h", symbol: "BTC/USDT", candles: shared("BTCUSDT-1h-binance-20201117_20210516.csv") },
  { name: "BTC/USDT 1m", symbol: "BTC/USDT", candles: shared("BTCUSDT-1m-binance-20210219_20210225.csv") },
  { name: "BTC/USD 4h", symbol: "BTC/USD", candles: shared("BTCUSD-4h-coinbase-20230101_20251028.csv") },
];

describe.each(recordings)("the whole chain on $name", ({ candles, symbol }) => {
  const needsSharedData = candles.startsWith(ROOT);
  const title = "accounts for every signal and every trace, and is the same to the letter on both stores";

  it.skipIf(needsSharedData && !existsSync(candles))(
    needsSharedData ? `${title} (needs the shared market data)` : title,
    async () => {
      const first = await replay(candles, symbol, inMemory());
      const { signals, decisions, holds, deadLetters } = accounts(first);
      expect(signals).toBeGreaterThan(50);
      expect(decisions + holds + deadLetters).toBe(signals);
      expect(orphans(first)).toEqual([]);
      expect(first.left).toBe(0);
      expect(await replay(candles, symbol, inMemory())).toEqual(first);
      expect(await onRedis((place) => replay(candles, symbol, place))).toEqual(first);
    },
    120_000,
  );
});

describe("the checks of this test", () => {
  const fields = { [FieldName.TRACE_ID]: "a", [FieldName.PARENT_TRACE_ID]: "lost" };

  it("see an orphan", () => {
    expect(orphans({ streams: { signals: [fields] }, left: 0 })).toEqual(["lost"]);
  });

  it("see a signal that nothing became of", () => {
    const { signals, decisions, holds, deadLetters } = accounts({ streams: { signals: [fields] }, left: 0 });
    expect(decisions + holds + deadLetters).not.toBe(signals);
  });
});
