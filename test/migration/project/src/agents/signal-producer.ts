import { randomUUID } from "node:crypto";
import type { RedisCommands } from "../redis/commands.js";
import type { Indicators } from "../wire/events.js";

export interface Bar {
  readonly symbol: string;
  readonly price: number;
  readonly high: number;
  readonly low: number;
  readonly timestamp: string;
}

/** Turns bars into signals. */
export class SignalProducer {
  readonly #redis: RedisCommands;

  constructor(redis: RedisCommands) {
    this.#redis = redis;
  }

  async onBar(bar: Bar): Promise<string> {
    const traceId = randomUUID();
    const indicators: Indicators = { rsi: rsiOf(bar), atr: bar.high - bar.low };
    const payload: Record<string, unknown> = {
      symbol: bar.symbol,
      price: bar.price,
    };
    payload["confidence"] = confidenceOf(indicators);
    payload.indicators = {
      rsi: indicators.rsi,
      atr: indicators.atr,
      ...(bar.price > bar.low && { macd_cross: true }),
    };
    await this.#redis.xadd(
      "signals",
      "MAXLEN",
      "~",
      10_000,
      "*",
      "type",
      "trading_signal",
      "data",
      JSON.stringify(payload),
      "trace_id",
      traceId,
      "timestamp",
      bar.timestamp,
      "source_agent",
      "signal-producer",
    );
    return traceId;
  }
}

function rsiOf({ price, high, low }: Bar): number {
  return high === low ? 50 : Math.round(((price - low) / (high - low)) * 100);
}

function confidenceOf({ rsi }: Indicators): number {
  return Math.abs(rsi - 50) / 50;
}
