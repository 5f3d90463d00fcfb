import { type ExitCode, type Output, table } from "@handoff/contracts/command-line";
import type { EventStore, GroupState, StreamState } from "../../ports/event-store.js";
import { partitionsOf } from "../../ports/partitioned-store.js";
import { openRedis } from "../open-store.js";
import { topologyOf } from "../topology-of.js";
import type { TopologyOptions } from "./store-options.js";

interface StreamReport extends Omit<StreamState, "groups"> {
  /** Oldest entries that every group is done with: what a trim that keeps nothing would remove. */
  readonly done: number;
  readonly groups: readonly (GroupState & {
    /** How long ago the oldest pending entry was added, in milliseconds. */
    readonly oldestPendingAgeMs?: number;
  })[];
}

/** How many entries are counted at once. */
const PAGE = 1_000;

/** `handoff streams`: exit code 1 where a group of the topology is missing. */
export async function streams(options: TopologyOptions, output: Output): Promise<ExitCode> {
  const { streams: known, deadLetterStream, groups } = await topologyOf(options);
  const { store, close } = await openRedis(options);
  try {
    const now = Date.now();
    const reports: StreamReport[] = [];
    for (const state of await store.inspect([...Object.keys(known), deadLetterStream])) {
      const aged = state.groups.map((group) => ({ ...group, ...ageOf(group, now) }));
      reports.push({ ...state, done: await doneIn(partitionsOf(store), state.stream), groups: aged });
    }
    if (options.json) output.json(reports);
    else for (const line of table(HEADER, reports.flatMap(rows))) output.answer(line);
    const missing = groups.filter(
      ({ stream, group }) =>
        !reports.some((report) => report.stream === stream && report.groups.some((one) => one.group === group)),
    );
    for (const { stream, group } of missing) {
      output.notice(`Group ${group} of ${stream} does not exist: nothing is trimmed there.`);
    }
    return missing.length > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

async function doneIn(partitions: readonly EventStore[], stream: string): Promise<number> {
  const counts = await Promise.all(
    partitions.map(async (store) => {
      const states = await store.inspect([stream]);
      return Promise.all(states.map((state) => doneWith(store, state)));
    }),
  );
  return counts.flat().reduce((sum, count) => sum + count, 0);
}

/** How many of the oldest entries every group has been handed and has acknowledged. */
async function doneWith(store: EventStore, { stream, length, groups }: StreamState): Promise<number> {
  let left = groups.length === 0 ? length : 0;
  for (const { lag, oldestPendingId, lastDeliveredId } of groups) {
    const inWork = oldestPendingId === undefined ? 0 : await count(store, stream, [oldestPendingId, lastDeliveredId]);
    left = Math.max(left, lag + inWork);
  }
  return Math.max(0, length - left);
}

async function count(store: EventStore, stream: string, [first, to]: readonly [string, string]): Promise<number> {
  let total = 0;
  for (let from = first; ;) {
    const page = await store.range({ stream, from, to, count: PAGE });
    total += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return total;
    from = `(${last.id}`;
  }
}

function ageOf({ oldestPendingId }: GroupState, now: number): { readonly oldestPendingAgeMs?: number } {
  if (oldestPendingId === undefined) return {};
  return { oldestPendingAgeMs: Math.max(0, now - Number.parseInt(oldestPendingId, 10)) };
}

const HEADER = ["STREAM", "ENTRIES", "DONE", "GROUP", "LAG", "PENDING", "OLDEST PENDING"];

function rows({ stream, length, done, groups }: StreamReport): (string | number)[][] {
  if (groups.length === 0) return [[stream, length, done, "-", "", "", ""]];
  return groups.map(({ group, lag, pending, oldestPendingAgeMs: age }) => {
    const oldest = age === undefined ? "-" : `${String(Math.round(age / 1_000))} s`;
    return [stream, length, done, group, lag, pending, oldest];
  });
}
