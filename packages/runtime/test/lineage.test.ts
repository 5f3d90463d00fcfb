import { type EventStore, type RecordedHop, traceLineage } from "@handoff/runtime";
import { describe, expect, it } from "vitest";
import { lineageLines } from "../src/cli/lineage-lines.js";

const hop = (traceId: string, given: Partial<RecordedHop> = {}): RecordedHop => ({
  traceId,
  agent: `agent of ${traceId}`,
  outcome: "handed_off",
  at: 0,
  outputs: [],
  ...given,
});

/** The lineage part of a store, over the given hops. */
function storeOf(...hops: readonly RecordedHop[]): EventStore {
  return {
    hop: (traceId: string) => Promise.resolve(hops.find((one) => one.traceId === traceId)),
    children: (traceId: string) =>
      Promise.resolve(hops.filter((one) => one.parentTraceId === traceId).map((one) => one.traceId)),
  } as Partial<EventStore> as EventStore;
}

describe("traceLineage", () => {
  const chain = storeOf(
    hop("a", { outcome: "published", outputs: [{ stream: "results", entryId: "1-0" }] }),
    hop("b", { parentTraceId: "a", input: { stream: "results", entryId: "1-0" }, latencyMs: 3 }),
    hop("c", { parentTraceId: "b", outcome: "dead_letter", outputs: [{ stream: "dlq_events", entryId: "2-0" }] }),
    hop("d", { parentTraceId: "b" }),
  );

  it("goes back to the origin and forward to everything that followed, from any hop", async () => {
    const lineage = await traceLineage(chain, "b");
    expect(lineage?.ancestors.map(({ traceId }) => traceId)).toEqual(["a", "b"]);
    expect(lineage?.node.caused.map(({ hop: { traceId } }) => traceId)).toEqual(["c", "d"]);
  });

  it("knows nothing of an unknown id", async () => {
    await expect(traceLineage(chain, "z")).resolves.toBeUndefined();
  });

  it("says which parent is not kept", async () => {
    const lineage = await traceLineage(storeOf(hop("b", { parentTraceId: "gone" })), "b");
    expect(lineage?.missingParent).toBe("gone");
  });

  it("ends at a loop", async () => {
    const loop = storeOf(hop("a", { parentTraceId: "b" }), hop("b", { parentTraceId: "a" }));
    const lineage = await traceLineage(loop, "a");
    expect(lineage?.ancestors.map(({ traceId }) => traceId)).toEqual(["b", "a"]);
    expect(lineage?.node.caused.map(({ hop: { traceId } }) => traceId)).toEqual(["b"]);
    expect(lineage?.node.caused[0]?.caused).toEqual([]);
  });

  it("asks for what one hop caused side by side, and for no more at once than a store answers in time", async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `child ${index}`);
    const store = storeOf(hop("root"), ...ids.map((traceId) => hop(traceId, { parentTraceId: "root" })));
    let [underWay, most] = [0, 0];
    const counting: EventStore = {
      ...store,
      hop: async (traceId: string) => {
        most = Math.max(most, (underWay += 1));
        await Promise.resolve();
        underWay -= 1;
        return store.hop(traceId);
      },
    };
    const lineage = await traceLineage(counting, "root");
    expect(lineage?.node.caused.map(({ hop: { traceId } }) => traceId)).toEqual(ids);
    expect(most).toBe(100);
  });

  it("prints as a tree", async () => {
    const lineage = await traceLineage(chain, "b");
    expect(lineage && lineageLines(lineage)).toEqual([
      "agent of a results 1-0  trace a",
      "└ agent of b results 1-0 → done  (3 ms)  trace b  ← asked for",
      "  └ agent of c gave up, dlq_events 2-0  trace c",
      "  └ agent of d done  trace d",
    ]);
  });
});
