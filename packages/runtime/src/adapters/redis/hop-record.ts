import type { Hop, RecordedHop } from "../../ports/event-store.js";

/** Stands between the parts of a record, and in none of them. */
const SEPARATOR = "|";

/** A part of a record; what would break the record up is written as in a URL. */
export function recordPart(text: string): string {
  return text.includes(SEPARATOR) || text.includes("%") ? text.replaceAll(/[%|]/g, encodeURIComponent) : text;
}

/**
 * A hop as it is kept, up to its outputs: the script adds their streams and ids. With the group that settles it is told
 * from any other settlement that might come to the same trace id.
 */
export function hopHead(hop: Hop, group = ""): string {
  const { parentTraceId = "", agent, input, outcome, at, latencyMs = "" } = hop;
  const [stream, entryId] = input === undefined ? ["", ""] : [recordPart(input.stream), recordPart(input.entryId)];
  return `${recordPart(agent)}|${outcome}|${at}|${latencyMs}|${recordPart(parentTraceId)}|${stream}|${entryId}|${recordPart(group)}`;
}

/** The hop that was kept as this text. */
export function hopFromRecord(traceId: string, record: string): RecordedHop {
  const parts = record.split(SEPARATOR).map(decodeURIComponent);
  const [agent = "", outcome, at, latencyMs, parent, stream, entryId, , ...outputs] = parts;
  return {
    traceId,
    ...(parent ? { parentTraceId: parent } : {}),
    agent,
    ...(stream && entryId ? { input: { stream, entryId } } : {}),
    outcome: outcome as Hop["outcome"],
    at: Number(at),
    ...(latencyMs ? { latencyMs: Number(latencyMs) } : {}),
    outputs: pairsOf(outputs),
  };
}

function pairsOf(flat: readonly string[]): RecordedHop["outputs"] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    stream: flat[2 * index] ?? "",
    entryId: flat[2 * index + 1] ?? "",
  }));
}
