import type { Hop, RecordedHop } from "../../ports/event-store.js";

/** Fields of the hash that keeps a hop, in the order they are read; absent parts are empty. */
const HOP_FIELDS = ["parent", "agent", "stream", "entry", "outcome", "at", "latency"] as const;

/** What a hop is read back from: the fields that scripts write besides come last. */
export const RECORD_FIELDS = [...HOP_FIELDS, "outputs"] as const;

/** A hop as names and values; every name each time, so that a hop recorded again leaves nothing of the earlier one. */
export function hopToPairs({ parentTraceId, agent, input, outcome, at, latencyMs }: Hop): string[] {
  const values = [parentTraceId, agent, input?.stream, input?.entryId, outcome, at, latencyMs];
  return HOP_FIELDS.flatMap((name, index) => [name, String(values[index] ?? "")]);
}

/** The hop whose values these are, in the order of {@link RECORD_FIELDS}; undefined where there is none. */
export function hopFromValues(traceId: string, values: readonly (string | null)[]): RecordedHop | undefined {
  const [parent, agent, stream, entry, outcome, at, latency, outputs] = values;
  if (agent == null || outputs == null) return undefined;
  return {
    traceId,
    ...(parent ? { parentTraceId: parent } : {}),
    agent,
    ...(stream && entry ? { input: { stream, entryId: entry } } : {}),
    outcome: outcome as Hop["outcome"],
    at: Number(at),
    ...(latency ? { latencyMs: Number(latency) } : {}),
    outputs: pairsOf(JSON.parse(outputs) as string[]),
  };
}

function pairsOf(flat: readonly string[]): RecordedHop["outputs"] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    stream: flat[2 * index] ?? "",
    entryId: flat[2 * index + 1] ?? "",
  }));
}
