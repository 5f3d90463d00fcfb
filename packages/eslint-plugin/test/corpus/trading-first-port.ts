// @ts-nocheck
import { v4 } from "uuid";
import type { EventEnvelope, Topology } from "@handoff/contracts";
import { AgentStateRegistry } from "@handoff/runtime";
import { Redis } from "ioredis";
import { logStructured } from "./log.js";

const redis = new Redis();

// The document's own "wrong" samples, in TypeScript.
export function sideOf(data, pos) {
  const side = data.get("side") || data.get("action"); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  const symbol = pos["symbol"]; // expect: no-raw-string-key rawKey
  return [side, symbol];
}

// process_event as a direct translation spells it.
export class GradeAgent {
  async process_event(event_data) {
    await this.state_registry.recordEvent(this.agent_id);
    const incoming_trace_id = event_data["trace_id"]; // expect: no-raw-string-key rawKey
    const current_trace_id = v4();
    logStructured("info", "agent handoff", { agent: this.agent_id, incoming_trace_id, current_trace_id });
    const result = await this._doWork(event_data, current_trace_id);
    await redis.xadd("grades", "*", { // expect: no-raw-stream-name rawStreamName
      type: "agent_result", // expect: no-raw-string-key rawKey
      data: result, // expect: no-raw-string-key rawKey
      trace_id: current_trace_id, // expect: no-raw-string-key rawKey
      source: this.agent_id, // expect: no-raw-string-key rawKey
    });
    await this.state_registry.updateHeartbeat(this.agent_id);
  }

  async _doWork(event_data, trace_id) {
    const { fill_price, slippage_bps } = event_data.data; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
    return { score: fill_price > 0 ? 1 - slippage_bps / 100 : 0 }; // expect: no-raw-string-key rawKey
  }
}

// The document's groups table, handed to a registrar.
export const setup = setupConsumerGroups({
  signals: ["reasoning_agents"], // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  decisions: ["execution_agents"], // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
});

// The document's dead letter, spelt by hand.
export async function handleProcessingError(event_data: EventEnvelope, error) {
  await redis.xadd("dlq_events", "*", { // expect: no-raw-stream-name rawStreamName
    failed_event: JSON.stringify(event_data), // expect: no-raw-string-key rawKey
    error: String(error), // expect: no-raw-string-key rawKey
    timestamp: new Date().toISOString(), // expect: no-raw-string-key rawKey
    retry_count: event_data.retry_count ?? 0, // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  });
}

// The document's set-up of one group.
export async function createGroup() {
  await redis.xgroup("CREATE", "signals", "reasoning_agents", "$", "MKSTREAM"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
}

// The convention's own example: legal on the wire, but spelt by hand.
export async function backlogOf() {
  return redis.xlen("signals_reasoning"); // expect: no-raw-stream-name rawStreamName
}

// Names in camel case are not the wire's names.
export function camel(event: EventEnvelope) {
  return [event.traceId, event["sourceAgent"], event.data.fillPrice]; // expect: no-raw-string-key unregisteredKey, no-raw-string-key unregisteredKey, no-raw-string-key rawKey, no-raw-string-key unregisteredKey
}

// The document's sample, nested as it is there.
export const sample: EventEnvelope = {
  type: "trading_decision", // expect: no-raw-string-key rawKey
  data: { // expect: no-raw-string-key rawKey
    symbol: "BTC/USD", // expect: no-raw-string-key rawKey
    risk_metrics: { atr_stop: 42000, rr_ratio: 2 }, // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
  },
  trace_id: v4(), // expect: no-raw-string-key rawKey
};

// The type itself, and the rows of a ledger typed by somebody else.
type Decision = EventEnvelope["data"];
export function ledgerLine(row: LedgerRow, positions: Map<string, number>) {
  return row["symbol"] + String(positions.get("symbol"));
}
