import { FieldName, type TradingDecisionData } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import type { Broker, Order, OrderResult } from "../../src/trading/broker.js";
import { ExecutionEngine, orderIdOf } from "../../src/trading/execution-engine.js";
import { HOUR, START } from "./made-candles.js";
import { payloadsFrom, TRACE_ID } from "./single-hop.js";
import { without } from "./without.js";

const decision: TradingDecisionData = {
  [FieldName.SYMBOL]: "BTC/USDT",
  [FieldName.ACTION]: "buy",
  [FieldName.QUANTITY]: 10,
  [FieldName.ORDER_TYPE]: "market",
  [FieldName.REASONING]: "It looks well.",
  [FieldName.CONFIDENCE]: 0.4,
  [FieldName.RISK_METRICS]: {
    [FieldName.ATR_STOP]: 90,
    [FieldName.POSITION_SIZE_PCT]: 0.01,
    [FieldName.RR_RATIO]: 2,
  },
  [FieldName.SIGNAL_TYPE]: "momentum_buy",
  [FieldName.PRICE]: 100,
  [FieldName.CANDLE_TIME]: new Date(START).toISOString(),
};
const filled: OrderResult = {
  kind: "filled",
  entry: { quantity: 8, price: 101, fees: 0.8, filledAt: START + HOUR, executionTimeMs: 100 },
  exit: {
    ...{ quantity: 8, price: 88, fees: 0.7, filledAt: START + 2 * HOUR, executionTimeMs: 200 },
    ...{ reason: "stop", triggerPrice: 90, highest: 103, lowest: 88 },
  },
};

/** Answers as it is told and notes what it is asked. */
class ScriptedBroker implements Broker {
  readonly submitted: Order[] = [];
  readonly #known = new Map<string, OrderResult>();
  readonly #answer: OrderResult;

  constructor(answer: OrderResult) {
    this.#answer = answer;
  }

  find(orderId: string): Promise<OrderResult | undefined> {
    return Promise.resolve(this.#known.get(orderId));
  }

  /** As some brokers do: a repeated id is refused. */
  submit(order: Order): Promise<OrderResult> {
    if (this.#known.has(order.id)) return Promise.reject(new Error("client order id must be unique"));
    this.#known.set(order.id, this.#answer);
    this.submitted.push(order);
    return Promise.resolve(this.#answer);
  }
}

function engineOn(broker: Broker) {
  const lines: unknown[] = [];
  const log = (...line: unknown[]): void => void lines.push(line);
  return { engine: new ExecutionEngine({ broker }), lines, log };
}

describe("ExecutionEngine", () => {
  it("orders what was decided, under an id that follows from the decision", async () => {
    const broker = new ScriptedBroker(filled);
    await payloadsFrom(engineOn(broker).engine, decision, { eventId: "decision-1" });
    expect(broker.submitted).toEqual([
      {
        id: orderIdOf("decision-1"),
        symbol: "BTC/USDT",
        side: "buy",
        quantity: 10,
        type: "market",
        candleTime: START,
        arrivalPrice: 100,
        stop: 90,
        rewardRisk: 2,
        signalType: "momentum_buy",
      },
    ]);
    expect(orderIdOf("decision-1")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
  });

  it("publishes the fill that opens and the one that closes", async () => {
    const payloads = await payloadsFrom(engineOn(new ScriptedBroker(filled)).engine, decision, { eventId: "d" });
    const common = {
      [FieldName.SYMBOL]: "BTC/USDT",
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.CONFIDENCE]: 0.4,
      [FieldName.ATR_STOP]: 90,
      [FieldName.RR_RATIO]: 2,
    };
    expect(payloads).toEqual([
      {
        ...common,
        [FieldName.ORDER_ID]: orderIdOf("d"),
        [FieldName.EXECUTION_TYPE]: "entry",
        [FieldName.SIDE]: "buy",
        [FieldName.QUANTITY]: 8,
        [FieldName.REQUESTED_QUANTITY]: 10,
        [FieldName.FILL_PRICE]: 101,
        [FieldName.ARRIVAL_PRICE]: 100,
        // (101 − 100) / 100, against a buyer.
        [FieldName.SLIPPAGE_BPS]: 100,
        [FieldName.BROKER_FEES]: 0.8,
        [FieldName.EXECUTION_TIME_MS]: 100,
        [FieldName.FILLED_AT]: "2026-01-05T01:00:00.000Z",
      },
      {
        ...common,
        [FieldName.ORDER_ID]: orderIdOf("d/exit"),
        [FieldName.EXECUTION_TYPE]: "exit",
        [FieldName.EXIT_REASON]: "stop",
        [FieldName.SIDE]: "sell",
        [FieldName.QUANTITY]: 8,
        [FieldName.REQUESTED_QUANTITY]: 8,
        [FieldName.FILL_PRICE]: 88,
        [FieldName.ARRIVAL_PRICE]: 90,
        // (90 − 88) / 90, against a seller.
        [FieldName.SLIPPAGE_BPS]: expect.closeTo(222.222222, 5) as number,
        [FieldName.BROKER_FEES]: 0.7,
        [FieldName.EXECUTION_TIME_MS]: 200,
        [FieldName.FILLED_AT]: "2026-01-05T02:00:00.000Z",
        [FieldName.ENTRY_PRICE]: 101,
        [FieldName.ENTERED_AT]: "2026-01-05T01:00:00.000Z",
        [FieldName.ENTRY_FEES]: 0.8,
        [FieldName.HIGHEST_PRICE]: 103,
        [FieldName.LOWEST_PRICE]: 88,
      },
    ]);
  });

  it("publishes no exit while the position is open", async () => {
    const open: OrderResult = { kind: "filled", entry: filled.kind === "filled" ? filled.entry : neverFilled() };
    expect(await payloadsFrom(engineOn(new ScriptedBroker(open)).engine, decision)).toHaveLength(1);
  });

  it("orders a redelivered decision once, on a broker that refuses a repeated id", async () => {
    const broker = new ScriptedBroker(filled);
    const { engine } = engineOn(broker);
    const first = await payloadsFrom(engine, decision, { eventId: "d", delivery: 1 });
    expect(await payloadsFrom(engine, decision, { eventId: "d", delivery: 2 })).toEqual(first);
    expect(broker.submitted).toHaveLength(1);
  });

  it("does nothing about a hold", async () => {
    const broker = new ScriptedBroker(filled);
    const hold: TradingDecisionData = { ...decision, [FieldName.ACTION]: "hold", [FieldName.QUANTITY]: 0 };
    expect(await payloadsFrom(engineOn(broker).engine, hold)).toEqual([]);
    expect(broker.submitted).toEqual([]);
  });

  it("logs an order that expired and publishes nothing", async () => {
    const { engine, lines, log } = engineOn(new ScriptedBroker({ kind: "expired", reason: "the data end here" }));
    expect(await payloadsFrom(engine, decision, { log })).toEqual([]);
    expect(lines).toEqual([
      [
        "info",
        "order expired",
        {
          agent: "ExecutionEngine",
          incoming_trace_id: TRACE_ID,
          current_trace_id: TRACE_ID,
          symbol: "BTC/USDT",
          candle_time: "2026-01-05T00:00:00.000Z",
          reason: "the data end here",
        },
      ],
    ]);
  });

  it("trades no decision in the document's own shape: it names no bar", async () => {
    const documented = without(decision, FieldName.PRICE, FieldName.CANDLE_TIME);
    const broker = new ScriptedBroker(filled);
    const { engine, lines, log } = engineOn(broker);
    expect(await payloadsFrom(engine, documented, { log })).toEqual([]);
    expect(broker.submitted).toEqual([]);
    expect(JSON.stringify(lines)).toContain("the decision gives no bar, price or stop");
  });

  it("hands on what the broker throws, to be tried again", async () => {
    const broker: Broker = {
      find: () => Promise.reject(new Error("no connection")),
      submit: () => Promise.reject(new Error("no connection")),
    };
    await expect(payloadsFrom(engineOn(broker).engine, decision)).rejects.toThrow("no connection");
  });
});

function neverFilled(): never {
  throw new Error("the scripted result is filled");
}
