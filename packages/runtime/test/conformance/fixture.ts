import type { AgentStateStore } from "../../src/ports/agent-state-store.js";
import type { EventStore, GroupRef } from "../../src/ports/event-store.js";

export interface StoreLimits {
  readonly seenLimit?: number;
  readonly lineageRetentionMs?: number;
}

/** One store with its data, as a check gets it: empty, and nobody else's. */
export interface StoreFixture {
  readonly store: EventStore;
  readonly states: AgentStateStore;
  /** Opens another store over the same data, as another process does. */
  open(limits?: StoreLimits): Promise<EventStore>;
  /** Lets at least `ms` milliseconds go by. */
  waitIdle(ms: number): Promise<void>;
  /** What others do to the data behind the back of the stores. */
  readonly foreign: {
    append(stream: string, pairs: readonly (readonly [string, string])[]): Promise<string>;
    /** Makes entries be numbered from this id on, whatever the time: `<ms>-0` is followed by `<ms>-1`. */
    numberFrom(stream: string, id: string): Promise<void>;
    deleteEntry(stream: string, id: string): Promise<void>;
    deleteStream(stream: string): Promise<void>;
    destroyGroup(ref: GroupRef): Promise<void>;
  };
  dispose(): Promise<void>;
}

export type CreateFixture = () => Promise<StoreFixture>;

/** Rejects where the store breaks the sentence that names it. */
export type Check = (fixture: StoreFixture) => Promise<void>;

export type Checks = Readonly<Record<string, Check>>;

/** Runs a check on a store of its own. */
export async function runCheck(check: Check, createFixture: CreateFixture): Promise<void> {
  const fixture = await createFixture();
  try {
    await check(fixture);
  } finally {
    await fixture.dispose();
  }
}
