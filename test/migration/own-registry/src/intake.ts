import { randomUUID } from "node:crypto";
import type { Store } from "./store.js";

/** Takes what an analyser's serial line says: `S1;glucose;5.1;mmol/L`. */
export async function takeIn(store: Store, line: string, now: string): Promise<string> {
  const [sample_id = "", analyte = "", value = "0", unit] = line.split(";");
  const traceId = randomUUID();
  const data = { sample_id, analyte, value: Number(value), ...(unit === undefined ? {} : { unit }) };
  await store.xadd(
    "samples",
    "*",
    "type",
    "sample",
    "data",
    JSON.stringify(data),
    "trace_id",
    traceId,
    "timestamp",
    now,
    "source_agent",
    "intake",
  );
  return traceId;
}
