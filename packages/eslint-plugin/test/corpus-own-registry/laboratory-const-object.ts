// @ts-nocheck
import { randomUUID } from "node:crypto";
import type { EventEnvelope } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import { LabField } from "./fields.js";
import { LabStream } from "./streams.js";
import { redis } from "./redis.js";

// The laboratory's keys in the laboratory's registry.
export class VerificationAgent extends Agent {
  async doWork(event, traceId, context) {
    const result = event[LabField.DATA];
    if (result[LabField.FLAG] === "H") return;
    context.publish(LabStream.VERIFIED, { [LabField.TYPE]: "verified", [LabField.DATA]: result });
  }
}

// By hand: what is registered, and what is not.
export class DeltaAgent extends Agent {
  async doWork(event, traceId, context) {
    const { sample_id, value } = event[LabField.DATA]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    const previous = await this.history.latest(sample_id);
    context.publish(LabStream.DELTAS, {
      [LabField.TYPE]: "delta",
      data: { [LabField.SAMPLE_ID]: sample_id, delta: value - previous.value }, // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
    });
  }
}

// The protocol's keys that this registry does not have are not registered here.
export function symbolOf(event: EventEnvelope) {
  return event["symbol"]; // expect: no-raw-string-key unregisteredKey
}

// A member that the registry does not have.
export const misspelt = LabField.ANALYT; // expect: no-raw-string-key unknownMember

// Weak names, brackets and dots.
export function flagged(data) {
  return data["flag"] === "H" && data.flag !== data["reviewed"]; // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
}

// A table of reference ranges is nobody's payload.
const RANGES = { sodium: { unit: "mmol/l", value: [135, 145] } };
export function unitOf(analyte: keyof typeof RANGES) {
  return RANGES[analyte]["unit"] ?? RANGES.sodium.unit;
}

// The hand-off with the laboratory's word for the trace id.
export async function processEvent(event) {
  const incoming = event[LabField.TRACE_ID];
  const current = randomUUID();
  log.info({ incoming, current }, "agent handoff");
  await redis.xadd(LabStream.RESULTS, "*", { [LabField.TYPE]: "result", [LabField.TRACE_ID]: current });
}

namespace untraced {
  // And without it.
  export async function processEvent(event) {
    const incoming = event[LabField.TRACE_ID];
    const current = randomUUID();
    log.info({ incoming, current }, "agent handoff");
    await redis.xadd(LabStream.RESULTS, "*", { [LabField.TYPE]: "result" }); // expect: require-trace-handoff publishWithoutTrace
  }
}

// Rows of the laboratory's database.
export async function open(pool) {
  const { rows } = await pool.query("select sample_id, analyte, drawn_at from samples");
  return rows.map((row) => [row[LabField.SAMPLE_ID], row.analyte, row["drawn_at"]]); // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
}
