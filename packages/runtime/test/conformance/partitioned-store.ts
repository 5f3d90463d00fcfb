import { describe, expect, it } from "vitest";
import type { AgentStateStore } from "../../src/ports/agent-state-store.js";
import type { PartitionedStore } from "../../src/ports/partitioned-store.js";
import { mergedChecks } from "./checks/merged.js";
import { partitionChecks } from "./checks/partitions.js";

/** How many partitions the store of a check has. */
export const PARTITIONS = 4;

/** The key of the payload that spreads events in the store of a check. */
export const SPREAD_BY = "sample";

/** A store in {@link PARTITIONS} partitions, spread by {@link SPREAD_BY}: empty, and nobody else's. */
export interface PartitionedFixture {
  readonly whole: PartitionedStore;
  readonly states: AgentStateStore;
  /** Makes entries of a stream in a partition be numbered from this id on: `<ms>-0` is followed by `<ms>-1`. */
  numberFrom(partition: number, stream: string, id: string): Promise<void>;
  dispose(): Promise<void>;
}

export type PartitionedCheck = (fixture: PartitionedFixture) => Promise<void>;

/** What makes a store a PartitionedStore, sentence by sentence. */
const partitionedStoreChecks: Readonly<Record<string, PartitionedCheck>> = {
  ...partitionChecks,
  ...mergedChecks,
};

export function partitionedStoreConformance(name: string, createFixture: () => Promise<PartitionedFixture>): void {
  describe(`partitioned store: ${name}`, () => {
    it.each(Object.entries(partitionedStoreChecks))("%s", async (_sentence, check) => {
      const fixture = await createFixture();
      try {
        await check(fixture);
      } finally {
        await fixture.dispose();
      }
    });

    it("has as many partitions as it was opened with", async () => {
      const fixture = await createFixture();
      expect(fixture.whole.partitions).toHaveLength(PARTITIONS);
      await fixture.dispose();
    });
  });
}
