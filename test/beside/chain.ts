import { randomUUID } from "node:crypto";
import {
  decodeEvent,
  encodeEvent,
  type EventEnvelope,
  type EventSet,
  FieldName,
  referenceTopology,
  Stream,
} from "@handoff/contracts";
import type { RedisStore } from "@handoff/runtime";
import type { RedisPart } from "../command.js";

type ChainStream = keyof typeof referenceTopology.streams;

/** An event of a stream, with the id of its entry. */
export interface Read {
  readonly id: string;
  readonly event: EventEnvelope;
}

/** Adds a signal as a service of another team would. */
export async function addSignal({ redis, keyPrefix }: RedisPart, symbol: string): Promise<void> {
  const fields = encodeEvent(
    {
      [FieldName.TYPE]: "trading_signal",
      [FieldName.DATA]: {
        [FieldName.SYMBOL]: symbol,
        [FieldName.SIGNAL_TYPE]: "momentum_buy",
        [FieldName.CONFIDENCE]: 0.85,
        [FieldName.INDICATORS]: {
          [FieldName.RSI]: 35.2,
          [FieldName.MACD_CROSS]: true,
          [FieldName.VOLUME_SPIKE]: 1.5,
        },
      },
      [FieldName.TRACE_ID]: randomUUID(),
      [FieldName.TIMESTAMP]: new Date().toISOString(),
      [FieldName.SOURCE_AGENT]: "SignalGenerator",
    },
    referenceTopology.streams.signals,
  );
  await redis.xadd(`${keyPrefix}${Stream.SIGNALS}`, "*", ...Object.entries(fields).flat());
}

/** Everything on a stream, decoded: what breaks its contract throws. */
export async function eventsOn({ store }: RedisStore, stream: ChainStream): Promise<Read[]> {
  const entries = await store.range({ stream, from: "-", to: "+", count: 100_000 });
  const events: EventSet = referenceTopology.streams[stream];
  return entries.map(({ id, fields }) => ({ id, event: decodeEvent(fields, events, id) }));
}

export function symbolOf({ event }: Read): string {
  const { [FieldName.SYMBOL]: symbol } = event[FieldName.DATA] as { readonly [FieldName.SYMBOL]: string };
  return symbol;
}

/** What every group of these streams has not been given or not acknowledged. */
export async function left({ store }: RedisStore, streams: readonly ChainStream[]): Promise<number> {
  const states = await store.inspect(streams);
  return states.flatMap(({ groups }) => groups).reduce((sum, { lag, pending }) => sum + lag + pending, 0);
}

/** What is there more than once. */
export function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
