import {
  decodeDeadLetter,
  decodeEvent,
  encodeEvent,
  type EntryFields,
  FieldName,
  referenceTopology,
  Stream,
} from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { ended, type RedisPart, redisPart } from "./command.js";

let part: RedisPart;
beforeEach(() => {
  part = redisPart();
});
afterEach(() => part.dispose());

/** Runs a script of the founding document's kind: `client` is a redis-py client, `key(name)` a stream of this test. */
async function python(script: string): Promise<string> {
  const prelude = [
    "import json, sys, uuid, redis",
    "from datetime import datetime, timezone",
    "url, prefix = sys.argv[1:]",
    "client = redis.Redis.from_url(url, decode_responses=True)",
    "key = lambda name: prefix + name",
  ].join("\n");
  const { code, stdout, stderr } = await ended(inject("python"), ["-", part.url, part.keyPrefix], {
    input: `${prelude}\n${script}`,
  });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

/** The entries of a stream as our runtime reads them. */
async function entries(stream: string): Promise<{ id: string; fields: EntryFields }[]> {
  const read = await part.redis.xrange(`${part.keyPrefix}${stream}`, "-", "+");
  return read.map(([id, flat]) => {
    const pairs = flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""] as const] : []));
    return { id, fields: Object.fromEntries(pairs) };
  });
}

describe("entries that a Python agent wrote in the document's style", () => {
  it("decode: the signal of the document, with nothing but type, data and trace_id", async () => {
    const traceId = await python(`
trace_id = str(uuid.uuid4())
client.xadd(key("signals"), {
    "type": "trading_signal",
    "data": json.dumps({
        "symbol": "BTC/USD",
        "signal_type": "momentum_buy",
        "confidence": 0.85,
        "indicators": {"rsi": 35.2, "macd_cross": True, "volume_spike": 1.5},
    }),
    "trace_id": trace_id,
})
print(trace_id, end="")
`);
    const [entry] = await entries(Stream.SIGNALS);
    const event = decodeEvent(entry?.fields ?? {}, referenceTopology.streams.signals, entry?.id ?? "");
    expect(event).toEqual({
      [FieldName.TYPE]: "trading_signal",
      [FieldName.DATA]: {
        [FieldName.SYMBOL]: "BTC/USD",
        [FieldName.SIGNAL_TYPE]: "momentum_buy",
        [FieldName.CONFIDENCE]: 0.85,
        [FieldName.INDICATORS]: {
          [FieldName.RSI]: 35.2,
          [FieldName.MACD_CROSS]: true,
          [FieldName.VOLUME_SPIKE]: 1.5,
        },
      },
      [FieldName.TRACE_ID]: traceId,
      [FieldName.TIMESTAMP]: new Date(Number(entry?.id.split("-")[0])).toISOString(),
    });
  });

  it("decode: the decision and the execution, under the envelope comment's type names, with the older source", async () => {
    await python(`
def publish(stream, type_name, data):
    client.xadd(key(stream), {
        "type": type_name,
        "data": json.dumps(data),
        "trace_id": str(uuid.uuid4()),
        "timestamp": datetime.now(timezone.utc).isoformat(),
        "source": "PythonAgent",
    })

publish("decisions", "decision", {
    "symbol": "BTC/USD", "action": "buy", "quantity": 0.1, "order_type": "market",
    "reasoning": "Momentum signal with RSI oversold", "confidence": 0.82,
    "risk_metrics": {"atr_stop": 42000, "position_size_pct": 0.05, "rr_ratio": 2.0},
})
publish("executions", "execution", {
    "order_id": "uuid", "symbol": "BTC/USD", "side": "buy", "quantity": 0.1, "fill_price": 43250.75,
    "execution_time_ms": 1200, "broker_fees": 0.43, "slippage_bps": 2.1,
})
`);
    const [decision] = await entries(Stream.DECISIONS);
    expect(decodeEvent(decision?.fields ?? {}, referenceTopology.streams.decisions, "0-1")).toMatchObject({
      [FieldName.TYPE]: "trading_decision",
      [FieldName.SOURCE_AGENT]: "PythonAgent",
    });
    const [execution] = await entries(Stream.EXECUTIONS);
    expect(decodeEvent(execution?.fields ?? {}, referenceTopology.streams.executions, "0-1")).toMatchObject({
      [FieldName.TYPE]: "trade_execution",
      [FieldName.SOURCE_AGENT]: "PythonAgent",
    });
  });

  it("decode: the dead letter of the document", async () => {
    await python(`
client.xadd(key("dlq_events"), {
    "failed_event": json.dumps({"type": "trading_signal"}),
    "error": str(ValueError("no price")),
    "timestamp": datetime.now(timezone.utc).isoformat(),
    "retry_count": 3,
})
`);
    const [entry] = await entries(Stream.DLQ_EVENTS);
    expect(decodeDeadLetter(entry?.fields ?? {})).toMatchObject({
      [FieldName.FAILED_EVENT]: '{"type": "trading_signal"}',
      [FieldName.ERROR]: "no price",
      [FieldName.RETRY_COUNT]: 3,
    });
  });
});

describe("entries that we wrote", () => {
  it("are read by a Python agent as the document has it", async () => {
    const fields = encodeEvent(
      {
        [FieldName.TYPE]: "trading_decision",
        [FieldName.DATA]: {
          [FieldName.SYMBOL]: "BTC/USD",
          [FieldName.ACTION]: "hold",
          [FieldName.QUANTITY]: 0,
          [FieldName.ORDER_TYPE]: "market",
          [FieldName.REASONING]: "naïve – 保留",
          [FieldName.CONFIDENCE]: 0.5,
        },
        [FieldName.TRACE_ID]: "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10",
        [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
        [FieldName.SOURCE_AGENT]: "ReasoningAgent",
      },
      referenceTopology.streams.decisions,
    );
    await part.redis.xadd(`${part.keyPrefix}${Stream.DECISIONS}`, "*", ...Object.entries(fields).flat());
    const printed = await python(`
(_, event), = client.xrange(key("decisions"))
print(json.dumps([event["trace_id"], event["source_agent"], json.loads(event["data"])["reasoning"]]))
`);
    expect(JSON.parse(printed)).toEqual(["7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10", "ReasoningAgent", "naïve – 保留"]);
  });
});
