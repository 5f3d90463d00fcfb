import assert from "node:assert/strict";
import { test } from "node:test";
import { SignalProducer } from "../src/agents/signal-producer.js";
import type { Ticket } from "../src/broker/broker.js";
import { AuditTrail, createTopology, DeadLetters } from "../src/index.js";
import { MemoryLog } from "../src/log.js";
import { runDesk } from "../src/main.js";
import { peekBusiest } from "../src/consume.js";
import { StateRegistry } from "../src/state-registry.js";
import { createFakeRedis, withoutIds } from "./fake-redis.js";

const NOW = "2026-03-02T10:00:00Z";

async function createDesk() {
  const fake = createFakeRedis();
  await createTopology(fake.redis);
  const log = new MemoryLog();
  const now = (): string => NOW;
  const tickets: Ticket[] = [];
  const saved: unknown[][] = [];
  const parts = {
    redis: fake.redis,
    registry: new StateRegistry(fake.redis, now),
    log,
    now,
  };
  const broker = {
    submit: async (ticket: Ticket) => {
      tickets.push(ticket);
      return {
        id: `o-${tickets.length}`,
        filled: 1,
        average: ticket.limit + 10,
        fees: 0.5,
      };
    },
  };
  const pool = {
    query: async (_text: string, values: readonly unknown[] = []) => {
      saved.push([...values]);
      return { rows: [], rowCount: 0 };
    },
  };
  return {
    ...fake,
    parts,
    log,
    tickets,
    saved,
    run: () => runDesk(parts, broker, pool),
  };
}

test("a bar goes through every agent, and each entry has its fields in order", async () => {
  const desk = await createDesk();
  const producer = new SignalProducer(desk.redis);
  const traceId = await producer.onBar({
    symbol: "BTC/USD",
    price: 101,
    high: 110,
    low: 100,
    timestamp: NOW,
  });
  const { learning, execution, alerts } = await desk.run();

  assert.deepEqual(desk.wire("signals"), [
    [
      "type",
      "trading_signal",
      "data",
      '{"symbol":"BTC/USD","price":101,"confidence":0.8,"indicators":{"rsi":10,"atr":10,"macd_cross":true}}',
      "trace_id",
      traceId,
      "timestamp",
      NOW,
      "source_agent",
      "signal-producer",
    ],
  ]);
  assert.deepEqual(desk.wire("decisions").map(withoutIds), [
    [
      "type",
      "trading_decision",
      "data",
      '{"symbol":"BTC/USD","action":"buy","quantity":2,"price":101,"reasoning":"rsi 10, confidence 0.80","risk_metrics":{"atr_stop":81,"rr_ratio":2}}',
      "trace_id",
      "<uuid>",
      "timestamp",
      NOW,
      "source_agent",
      "reasoning-agent",
    ],
  ]);
  assert.deepEqual(desk.wire("executions").map(withoutIds), [
    [
      "type",
      "trade_execution",
      "data",
      '{"order_id":"o-1","symbol":"BTC/USD","side":"buy","quantity":1,"requested_quantity":2,"fill_price":91,"arrival_price":101,"broker_fees":0.5}',
      "trace_id",
      "<uuid>",
      "timestamp",
      NOW,
      "source_agent",
      "execution-agent",
    ],
  ]);
  assert.deepEqual(desk.wire("grades").map(withoutIds), [
    [
      "type",
      "grade",
      "data",
      '{"order_id":"o-1","score":0.599009900990099,"fill_ratio":0.5,"reviewed_by":"desk"}',
      "trace_id",
      "<uuid>",
      "timestamp",
      NOW,
      "source_agent",
      "grade-agent",
    ],
  ]);
  assert.deepEqual(desk.tickets, [{ symbol: "BTC/USD", side: "buy", quantity: 2, limit: 81 }]);
  assert.deepEqual(desk.saved, [["o-1", "BTC/USD", "buy", 1, 91, 0.5, "rsi 10, confidence 0.80"]]);
  assert.deepEqual([...learning.scores], [["o-1", 0.599009900990099 * 0.75 + 0.125]]);
  assert.equal(execution.lastCost, 91.5);
  assert.deepEqual(alerts, []);
  assert.equal(desk.pending(), 0);
});

test("a bad fill raises an alert, which goes to the audit stream", async () => {
  const desk = await createDesk();
  const data = {
    side: "buy",
    symbol: "ETH/USD",
    fill_price: 30,
    arrival_price: 20,
    order_id: "o-9",
  };
  const sizes = { quantity: 1, requested_quantity: 1, broker_fees: 0 };
  const rest = ["trace_id", "t-9", "timestamp", NOW, "source", "elsewhere"];
  const json = JSON.stringify({ ...data, ...sizes });
  await desk.redis.xadd("executions", "*", "type", "trade_execution", "data", json, ...rest);
  const { alerts } = await desk.run();
  assert.deepEqual(alerts, [{ level: "high", symbol: "ETH/USD" }]);
  assert.deepEqual(desk.wire("audit").map(withoutIds), [
    ["type", "agent_result", "data", '{"level":"high","symbol":"ETH/USD"}', "trace_id", "<uuid>"],
  ]);
  assert.ok(desk.log.lines.includes("surveillance incoming,traceId"));
});

test("an event that cannot be handled becomes a dead letter", async () => {
  const desk = await createDesk();
  const fields = ["type", "trade_execution", "data", "null", "trace_id", "t-1", "timestamp", NOW, "source_agent", "x"];
  await desk.redis.xadd("executions", "*", ...fields);
  await desk.run();
  const event = {
    type: "trade_execution",
    data: null,
    trace_id: "t-1",
    timestamp: NOW,
    source_agent: "x",
  };
  const [letter] = desk.wire("dlq_events");
  assert.deepEqual(
    letter?.filter((_, index) => index !== 3),
    ["failed_event", JSON.stringify(event), "error", "retry_count", "3", "agent", "x"],
  );
  const [listed] = await new DeadLetters(desk.redis).list();
  assert.equal(listed?.type, "trade_execution");
  assert.equal(listed.retries, 3);
  assert.match(listed.error, /null/);
});

test("an agent leaves its state in one hash", async () => {
  const desk = await createDesk();
  await new SignalProducer(desk.redis).onBar({
    symbol: "A",
    price: 1,
    high: 2,
    low: 1,
    timestamp: NOW,
  });
  await desk.run();
  assert.deepEqual(desk.hash("agent:reasoning-agent"), {
    events: "1",
    source_agent: "reasoning-agent",
    timestamp: NOW,
    heartbeat: NOW,
  });
  assert.deepEqual(await desk.parts.registry.read("reasoning-agent"), {
    events: 1,
    heartbeat: NOW,
  });
  await desk.parts.registry.forget("reasoning-agent");
  assert.deepEqual(desk.hash("agent:reasoning-agent"), {});
});

test("positions, counts and the model are hashes too", async () => {
  const desk = await createDesk();
  await new SignalProducer(desk.redis).onBar({
    symbol: "A",
    price: 1,
    high: 2,
    low: 1,
    timestamp: NOW,
  });
  const { learning } = await desk.run();
  assert.deepEqual(desk.hash("position:A"), {
    symbol: "A",
    quantity: "1",
    price: "12",
  });
  assert.deepEqual(desk.hash("counts"), { decisions: "1" });
  assert.equal(await learning.report(), "1");
  assert.deepEqual(desk.hash("model"), {
    score: "1",
    last_run_by: "learning-agent",
  });
});

test("the audit trail finds a trace and names where entries came from", async () => {
  const desk = await createDesk();
  const trail = new AuditTrail(desk.redis);
  const traceId = await new SignalProducer(desk.redis).onBar({
    symbol: "A",
    price: 1,
    high: 2,
    low: 1,
    timestamp: NOW,
  });
  assert.equal(await trail.backlog(), 1);
  assert.deepEqual(await trail.follow(traceId), ["signals 1 A at 1, rsi 0"]);
  assert.deepEqual(await trail.sources(), ["signal-producer"]);
  assert.equal(
    await peekBusiest({
      ...desk.redis,
      xreadgroup: async (...words) => [[words.join(" "), []]],
    }),
    1,
  );
  assert.deepEqual(desk.groups(), [
    "signals reasoning_agents",
    "decisions execution_agents",
    "executions grading_agents",
    "grades learning_agents",
    "executions surveillance",
  ]);
});
