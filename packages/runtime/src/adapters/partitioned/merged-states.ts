import type { GroupState, StreamState } from "../../ports/event-store.js";
import { placedId } from "../../ports/placed-id.js";
import { compareIds } from "../entry-id.js";

/** The states of the same streams in several partitions, by partition, as those of one. */
export function mergedStates(partitions: readonly (readonly StreamState[])[]): readonly StreamState[] {
  const [first = []] = partitions;
  return first.map(({ stream }, index) => {
    const states = partitions.map((each) => each[index] ?? { stream, length: 0, groups: [] });
    const names = [...new Set(states.flatMap(({ groups }) => groups.map(({ group }) => group)))].sort();
    return {
      stream,
      length: states.reduce((sum, { length }) => sum + length, 0),
      groups: names.map((name) => mergedGroup(states, name)),
    };
  });
}

function mergedGroup(states: readonly StreamState[], name: string): GroupState {
  const parts = states.flatMap(({ groups }, partition) =>
    groups.filter(({ group }) => group === name).map((state) => ({ ...state, partition })),
  );
  const total = (count: "lag" | "pending" | "consumers"): number => parts.reduce((sum, part) => sum + part[count], 0);
  const ids = (which: "lastDeliveredId" | "oldestPendingId"): string[] =>
    parts
      .flatMap(({ [which]: id, partition }) => (id === undefined ? [] : [{ id, partition }]))
      .sort((a, b) => compareIds(a.id, b.id))
      .map(({ id, partition }) => placedId(id, partition));
  const [oldestPendingId] = ids("oldestPendingId");
  return {
    stream: states[0]?.stream ?? "",
    group: name,
    lag: total("lag"),
    pending: total("pending"),
    lastDeliveredId: ids("lastDeliveredId").at(-1) ?? "",
    consumers: total("consumers"),
    ...(oldestPendingId === undefined ? {} : { oldestPendingId }),
  };
}
