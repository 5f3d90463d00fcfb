import type { Hop, RecordedHop } from "../../ports/event-store.js";

type HopRecord = readonly [
  agent: string,
  outcome: Hop["outcome"],
  at: number,
  latencyMs: number | null,
  parent: string | null,
  stream: string | null,
  entryId: string | null,
  group: string | null,
  outputs: readonly string[],
];

/**
 * A hop as it is kept, a JSON array, up to its outputs: the script puts in their streams and ids and closes it. With the
 * group that settles it is told from any other settlement that might come to the same trace id.
 */
export function hopHead({ parentTraceId, agent, input, outcome, at, latencyMs }: Hop, group?: string): string {
  const head = [agent, outcome, at, latencyMs, parentTraceId, input?.stream, input?.entryId, group];
  return `${JSON.stringify(head).slice(0, -1)},[`;
}

/** The hop that was kept as this text. */
export function hopFromRecord(traceId: string, record: string): RecordedHop {
  const [agent, outcome, at, latencyMs, parent, stream, entryId, , outputs] = JSON.parse(record) as HopRecord;
  return {
    traceId,
    ...(parent === null ? {} : { parentTraceId: parent }),
    agent,
    ...(stream === null || entryId === null ? {} : { input: { stream, entryId } }),
    outcome,
    at,
    ...(latencyMs === null ? {} : { latencyMs }),
    outputs: pairsOf(outputs),
  };
}

function pairsOf(flat: readonly string[]): RecordedHop["outputs"] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    stream: flat[2 * index] ?? "",
    entryId: flat[2 * index + 1] ?? "",
  }));
}
