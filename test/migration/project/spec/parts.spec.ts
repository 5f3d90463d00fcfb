import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { VenueBroker } from "../src/broker/venue-broker.js";
import { readConfig } from "../src/config.js";
import { OrdersRepository } from "../src/db/orders-repository.js";
import { doubled, pluck, toExecution, withoutReasoning } from "../src/db/row-mapper.js";
import type { OrderRow } from "../src/db/rows.js";
import { ordersRoute } from "../src/http/orders-route.js";
import { statusRoute } from "../src/http/status-route.js";
import { createTicker } from "../src/http/ticker.js";
import { label, spread } from "../src/legacy/quotes.js";
import { columnOf } from "../src/legacy/shadowed.js";
import { bySymbol, meanPrice, slippage, totalFees } from "../src/pricing.js";
import { StateRegistry } from "../src/state-registry.js";
import { countTypes } from "../src/tools/replay.js";
import { SAMPLE_DECISION, SAMPLE_SIGNAL, sampleExecution } from "../src/tools/sample-events.js";
import { rename, summarise, symbolOf } from "../src/tools/summary.js";
import { decodeEvent, describeEvent, hasLimit, notional, worstPrice } from "../src/wire/index.js";
import { createFakeRedis } from "./fake-redis.js";

const ROW: OrderRow = {
  order_id: "o-1",
  symbol: "A",
  side: "buy",
  quantity: 2,
  fill_price: 10,
  broker_fees: null,
  reasoning: "because",
};
const ENVELOPE = { trace_id: "t", timestamp: "now", source_agent: "x" };

test("an entry is read tolerantly, and refused without its main fields", () => {
  assert.deepEqual(decodeEvent(["type", "grade", "data", '{"score":1}', "trace_id", "t", "source", "old"]), {
    type: "grade",
    data: { score: 1 },
    trace_id: "t",
    timestamp: "",
    source_agent: "old",
  });
  assert.throws(() => decodeEvent(["type", "grade"]), /no data/);
});

test("limits and stops", () => {
  const decision = {
    type: "trading_decision",
    data: { ...SAMPLE_DECISION },
    ...ENVELOPE,
  } as const;
  assert.equal(worstPrice(decision), 100);
  assert.equal(hasLimit(decision), false);
  const limited = {
    ...decision,
    data: { ...SAMPLE_DECISION, limit_price: 99 },
  };
  assert.equal(worstPrice(limited), 99);
  assert.equal(hasLimit(limited), true);
  assert.equal(describeEvent(limited), "buy 2 BTC/USD");
  assert.equal(
    worstPrice({
      ...decision,
      data: { ...SAMPLE_DECISION, risk_metrics: { atr_stop: 90, rr_ratio: 2 } },
    }),
    90,
  );
});

test("prices", () => {
  const execution = sampleExecution();
  assert.equal(slippage(execution), 100);
  assert.equal(slippage({ ...execution, side: "sell" }), -100);
  assert.equal(meanPrice([execution, sampleExecution({ quantity: 6, price: 105 })]), 104);
  assert.equal(totalFees([execution, execution]), 1);
  assert.deepEqual([...bySymbol([execution, sampleExecution({ symbol: "A" })]).keys()], ["BTC/USD", "A"]);
  assert.equal(notional({ type: "trade_execution", data: execution, ...ENVELOPE }), 202);
});

test("rows", async () => {
  assert.deepEqual(toExecution(ROW), {
    order_id: "o-1",
    symbol: "A",
    quantity: 2,
    requested_quantity: 2,
    fill_price: 10,
    arrival_price: 10,
    side: "buy",
    broker_fees: 0,
  });
  assert.deepEqual(pluck([ROW], "symbol"), ["A"]);
  assert.deepEqual(Object.keys(withoutReasoning([ROW])[0] ?? {}), [
    "order_id",
    "symbol",
    "side",
    "quantity",
    "fill_price",
  ]);
  assert.deepEqual([doubled(ROW).quantity, doubled(ROW).fill_price, ROW.quantity], [4, 11, 2]);
  const sold: OrderRow = { ...ROW, side: "sell", quantity: 1, broker_fees: 3 };
  const orders = new OrdersRepository({
    query: async <Row>() => ({
      rows: [ROW, sold, { ...sold, broker_fees: 7 }] as Row[],
      rowCount: 3,
    }),
  });
  assert.equal(await orders.openQuantity("A"), 0);
  assert.deepEqual(await orders.symbols(), ["A", "A", "A"]);
  assert.equal((await orders.dearest())?.broker_fees, 7);
});

test("the venue's and the page's words stay theirs", async () => {
  const posted: string[] = [];
  const broker = new VenueBroker(async (path, body) => {
    posted.push(`${path} ${body}`);
    return '{"order_id":"v1","side":"buy","quantity":"2","price":"10"}';
  });
  const fill = await broker.submit({
    symbol: "A",
    side: "buy",
    quantity: 2,
    limit: 1,
  });
  assert.deepEqual(fill, { id: "buy-v1", filled: 2, average: 10, fees: 0.5 });
  assert.deepEqual(posted, ['/v2/orders {"symbol":"A","side":"buy","quantity":"2"}']);
  assert.equal(VenueBroker.errorOf({ error: "closed" }), "closed");

  const orders = new OrdersRepository({
    query: async <Row>() => ({ rows: [ROW] as Row[], rowCount: 1 }),
  });
  assert.deepEqual(await ordersRoute({ headers: {}, body: { symbol: "A" } }, orders), {
    status: 200,
    body: '{"symbol":"A","side":"buy","quantity":2,"source":"page"}',
  });
  const registry = new StateRegistry(createFakeRedis().redis, () => "now");
  await registry.recordEvent("a");
  assert.deepEqual(await statusRoute(registry, ["a", "b"]), {
    status: 503,
    body: '{"type":"status","data":[{"agent":"a","events":1,"error":false},{"agent":"b","events":0,"error":true}]}',
  });

  const socket = new EventTarget();
  const ticker = createTicker({ order: { symbol: "A", price: 1 } }, socket);
  assert.equal(ticker.text, "A 1");
  socket.dispatchEvent(Object.assign(new Event("message"), { data: { symbol: "A", price: 2 } }));
  assert.equal(ticker.text, "A 2");
  assert.deepEqual(readConfig({ DESK_SYMBOL: "ETH/USD" }), {
    symbol: "ETH/USD",
    confidence: 0.6,
    quantity: 2,
  });
});

test("tools and old parts", () => {
  assert.equal(spread(SAMPLE_SIGNAL), 0.02);
  assert.equal(label(SAMPLE_SIGNAL), "BTC/USD@100");
  assert.equal(columnOf("A", ROW), "because");
  assert.equal(columnOf("B", ROW), "buy");
  const { report } = createRequire(import.meta.url)("../src/legacy/report.cjs") as {
    report(rows: readonly OrderRow[]): string;
  };
  assert.equal(report([ROW]), "A 2 10.00");
  assert.deepEqual([...countTypes(['{"type":"grade"}', "", '{"type":"grade"}'])], [["grade", 2]]);
  assert.equal(summarise([{ data: { quantity: 2 } }, { data: null }]), "2 orders, 2 units");
  assert.equal(symbolOf(new Map([["symbol", "A"]])), "A");
  assert.deepEqual([...rename(new Map([["symbol", "A"]]), "B")], [["symbol", "B"]]);
});

test("limits and reports", async () => {
  const { limited, adjust, waiting, LIMITS_STREAM } = await import("../src/limits.js");
  const { dayReport, fees, newest, scoresOf } = await import("../src/desk-report.js");
  assert.equal(LIMITS_STREAM, "risk_limits");
  assert.equal(limited(SAMPLE_DECISION, 3), SAMPLE_DECISION);
  assert.deepEqual(limited({ ...SAMPLE_DECISION }, 1), {
    symbol: "BTC/USD",
    action: "buy",
    quantity: 1,
    price: 100,
    reasoning: "sample (cut from 2)",
  });
  assert.equal(limited({ ...SAMPLE_DECISION }, 0).action, "hold");
  const fake = createFakeRedis();
  await fake.redis.xgroup("CREATE", "decisions", "execution_agents", "0", "MKSTREAM");
  assert.equal(await waiting(fake.redis), 0);
  await adjust(fake.redis, "A", "quantity", 3);
  assert.deepEqual(fake.wire("executions"), [["data", '{"symbol":"A","quantity":3}']]);
  assert.deepEqual(fake.hash("position:A"), { symbol: "A", quantity: "3" });

  const execution = {
    type: "trade_execution",
    data: sampleExecution(),
    ...ENVELOPE,
  } as const;
  const grade = {
    type: "grade",
    data: { order_id: "o-1", score: 0.5, fill_ratio: 1 },
    ...ENVELOPE,
  } as const;
  assert.deepEqual(dayReport([execution, grade]), ["now buy BTC/USD 2"]);
  assert.deepEqual([...scoresOf([execution, grade])], [["o-1", 0.5]]);
  assert.deepEqual(fees([execution, { ...execution, data: sampleExecution({ quantity: 1 }) }]), [0.5, 0.5]);
  assert.equal(
    newest([
      { ...grade, timestamp: "a" },
      { ...grade, timestamp: "b" },
    ])?.timestamp,
    "b",
  );
});

test("the risk agent stops what grows too large", async () => {
  const { RiskAgent } = await import("../src/agents/risk-agent.js");
  const { MemoryLog } = await import("../src/log.js");
  const fake = createFakeRedis();
  const log = new MemoryLog();
  const agent = new RiskAgent(fake.redis, log);
  const event = {
    type: "trade_execution",
    data: sampleExecution({ quantity: 4 }),
    ...ENVELOPE,
  };
  await agent.processEvent(event);
  await agent.processEvent(event);
  await agent.processEvent({ ...event, data: null });
  await agent.processEvent({ ...event, type: "grade" });
  assert.deepEqual([...agent.exposure], [["BTC/USD", 8]]);
  assert.deepEqual(fake.wire("decisions"), [
    [
      "type",
      "trading_decision",
      "data",
      '{"symbol":"BTC/USD","action":"hold","quantity":0,"price":101,"reasoning":"exposure of BTC/USD"}',
      "trace_id",
      "t",
    ],
  ]);
  assert.deepEqual(log.lines.slice(0, 3), [
    "exposure symbol,traceId",
    "exposure symbol,traceId",
    "could not add error",
  ]);
});
