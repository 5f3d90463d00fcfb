import { describe, expect, it } from "vitest";
import { findings, fixed, labelled } from "./lint.js";

// The founding document's own code, in TypeScript.

const WRONG = `
export function read(data, pos) {
  const side = data.get("side") || data.get("action");
  const symbol = pos["symbol"];
  return { side, symbol };
}
`;

const RIGHT = `import { FieldName } from "@handoff/contracts";

export function read(data, pos) {
  const side = data.get(FieldName.SIDE) || data.get(FieldName.ACTION);
  const symbol = pos[FieldName.SYMBOL];
  return { side, symbol };
}
`;

const HANDLER = `import { FieldName } from "@handoff/contracts";
import { randomUUID } from "node:crypto";

export class YourAgent {
  async processEvent(eventData: Record<string, unknown>): Promise<void> {
    // Record event start
    await this.stateRegistry.recordEvent(this.agentId);
    // 1. Extract incoming trace_id
    const incomingTraceId = eventData[FieldName.TRACE_ID];
    // 2. Generate new trace_id for this processing
    const currentTraceId = randomUUID();
    // 3. Log the handoff
    logStructured("info", "agent handoff", {
      agent: this.agentId,
      incoming_trace_id: incomingTraceId,
      current_trace_id: currentTraceId,
    });
    // 4. Process with current_trace_id
    const result = await this._doWork(eventData, currentTraceId);
    // 5. Publish with current_trace_id
    await this.redis.publish("output_stream", {
      [FieldName.TYPE]: "agent_result",
      [FieldName.DATA]: result,
      [FieldName.TRACE_ID]: currentTraceId,
      [FieldName.SOURCE]: this.agentId,
    });
    // Update heartbeat
    await this.stateRegistry.updateHeartbeat(this.agentId);
  }
}
`;

const DEAD_LETTER = `
export async function handleProcessingError(eventData: EventData, error: Error) {
  await redis.xadd("dlq_events", "*", {
    failed_event: JSON.stringify(eventData),
    error: String(error),
    timestamp: new Date().toISOString(),
    retry_count: eventData.get("retry_count") ?? 0,
  });
}
`;

const SIGNAL = `
export const signalEvent: EventEnvelope = {
  type: "trading_signal",
  data: {
    symbol: "BTC/USD",
    signal_type: "momentum_buy",
    confidence: 0.85,
    indicators: { rsi: 35.2, macd_cross: true, volume_spike: 1.5 },
  },
  trace_id: traceId,
};
`;

describe("the document's example of raw keys", () => {
  it("is reported where it is wrong", () => {
    expect(labelled(findings(WRONG))).toEqual([
      "3 no-raw-string-key rawKey",
      "3 no-raw-string-key rawKey",
      "4 no-raw-string-key rawKey",
    ]);
  });

  it("is rewritten to what the document calls right, with its import", () => {
    expect(fixed(WRONG)).toBe(RIGHT);
  });

  it("is left alone where it is right", () => {
    expect(findings(RIGHT)).toEqual([]);
  });
});

describe("the document's handler", () => {
  it("is clean", () => {
    expect(findings(HANDLER)).toEqual([]);
  });

  it.each([
    {
      how: "without reading",
      from: /const incomingTraceId = .*/,
      to: "const incomingTraceId = undefined;",
      messageId: "publishBeforeRead",
    },
    { how: "without minting", from: /randomUUID\(\)/, to: "undefined", messageId: "publishBeforeMint" },
    { how: "without logging", from: /logStructured\([^;]*;/, to: "", messageId: "publishBeforeLog" },
    {
      how: "with the incoming id published",
      from: /TRACE_ID\]: currentTraceId/,
      to: "TRACE_ID]: incomingTraceId",
      messageId: "publishIncomingTrace",
    },
    {
      how: "without a published id",
      from: /\[FieldName.TRACE_ID\]: currentTraceId,/,
      to: "",
      messageId: "publishWithoutTrace",
    },
    { how: "with work that does not get the id", from: /, currentTraceId\);/, to: ");", messageId: "workWithoutTrace" },
    {
      how: "with the incoming id continued",
      from: /= randomUUID/,
      to: "= incomingTraceId ?? randomUUID",
      messageId: "continuedTrace",
    },
    { how: "without recording", from: /await this.stateRegistry.recordEvent.*/, to: "", messageId: "missingRecord" },
    {
      how: "without a heartbeat",
      from: /await this.stateRegistry.updateHeartbeat.*/,
      to: "",
      messageId: "missingHeartbeat",
    },
    {
      how: "with its failure caught and forgotten",
      from: /(const result = .*)/,
      to: "let result; try { $1 } catch { return; }",
      messageId: "swallowedEvent",
    },
  ])("is reported $how", ({ from, to, messageId }) => {
    const broken = HANDLER.replace(from, to);
    expect(broken).not.toBe(HANDLER);
    expect(findings(broken).map((finding) => finding.messageId)).toContain(messageId);
  });

  it("is reported once when it does nothing of the hand-off", () => {
    const broken = `import { FieldName } from "@handoff/contracts";
export class YourAgent {
  async processEvent(eventData) {
    const result = await this._doWork(eventData);
    await this.redis.publish("output_stream", { [FieldName.TYPE]: "agent_result", [FieldName.DATA]: result });
  }
}
`;
    expect(labelled(findings(broken))).toEqual([
      "3 require-agent-state missingState",
      "3 require-trace-handoff missingHandoff",
    ]);
  });
});

describe("the document's sample payloads", () => {
  it("have each key reported and rewritten", () => {
    expect(findings(SIGNAL)).toHaveLength(10);
    expect(findings(fixed(SIGNAL))).toEqual([]);
    expect(fixed(SIGNAL)).toContain("[FieldName.INDICATORS]: { [FieldName.RSI]: 35.2, [FieldName.MACD_CROSS]: true,");
  });

  it("have no key of a dead letter missed, and ask no trace id of it", () => {
    expect(findings(DEAD_LETTER).map(({ messageId }) => messageId)).toEqual([
      "rawStreamName",
      ...Array<string>(5).fill("rawKey"),
    ]);
    expect(findings(fixed(DEAD_LETTER))).toEqual([]);
  });
});
