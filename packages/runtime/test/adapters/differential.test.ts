import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery, Settlement } from "../../src/ports/event-store.js";
import type { CreateFixture, StoreFixture } from "../conformance/fixture.js";
import { carrying, LONG_MS } from "../conformance/steps.js";
import { redisFixture } from "../redis-fixture.js";
import { memoryFixture } from "./memory/memory-fixture.js";

/*
 * The memory store and Redis are given the same random operations and must give the same replies and end in the same
 * state. Streams are numbered from ids of their own, later than any clock, so that even the ids are the same.
 */

const STREAMS = ["work", "results"] as const;
const ALL_STREAMS = [...STREAMS, "audit"];
const GROUPS = ["left", "right"] as const;
const CONSUMERS = ["one", "two"] as const;

/** An operation; entries are named by their order, modulo how many there are. */
type Step = { readonly stream: string; readonly group: string; readonly consumer: string } & (
  | { readonly kind: "ensure"; readonly startFrom: "$" | "0" | number }
  | { readonly kind: "append"; readonly eventId: number; readonly trace: number; readonly parent: number }
  | { readonly kind: "read" | "claim"; readonly count: number }
  | { readonly kind: "give_back"; readonly entries: readonly (readonly [entry: number, deliveries: number])[] }
  | { readonly kind: "hand_off"; readonly settlements: readonly SettlementStep[] }
  | { readonly kind: "renew"; readonly entries: readonly number[] }
  | {
      readonly kind: "range";
      readonly from: number;
      readonly to: number;
      readonly open: string;
      readonly reverse: boolean;
    }
  | { readonly kind: "delete_entry"; readonly entry: number }
  | { readonly kind: "lineage"; readonly trace: number }
  | { readonly kind: "resolve"; readonly entries: readonly (readonly [entry: number, to: string])[] }
  | { readonly kind: "trim"; readonly keepNewest: number; readonly count: number; readonly needed: readonly string[] }
  | { readonly kind: "purge"; readonly entries: readonly number[] }
  | { readonly kind: "resolutions"; readonly before: number; readonly count: number }
  | { readonly kind: "destroy_group" | "delete_stream" | "inspect" | "reap" }
);

interface SettlementStep {
  readonly entry: number;
  readonly outputs: readonly string[];
  readonly trace: number;
  readonly parent: number;
}

const small = fc.nat({ max: 7 });
/** One place is the busiest, so that operations meet there. */
const place = {
  stream: fc.constantFrom("work", "work", "work", ...STREAMS),
  group: fc.constantFrom("left", "left", "left", ...GROUPS),
  consumer: fc.constantFrom("one", "one", ...CONSUMERS),
};
const count = fc.integer({ min: 1, max: 4 });
const settlementStep: fc.Arbitrary<SettlementStep> = fc.record({
  entry: small,
  outputs: fc.array(fc.constantFrom(...STREAMS, "audit"), { maxLength: 3 }),
  trace: small,
  parent: small,
});

function step<Kind extends string, Rest>(kind: Kind, rest: { [K in keyof Rest]: fc.Arbitrary<Rest[K]> }) {
  return fc.record({ kind: fc.constant(kind), ...place, ...rest });
}

/** Weighted so that entries flow: most sequences append, read, settle, and lose something now and then. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: step("ensure", { startFrom: fc.oneof(fc.constantFrom("$" as const, "0" as const), small) }),
    },
    { weight: 18, arbitrary: step("append", { eventId: fc.nat({ max: 20 }), trace: small, parent: small }) },
    { weight: 15, arbitrary: step("read", { count }) },
    { weight: 9, arbitrary: step("claim", { count }) },
    { weight: 6, arbitrary: step("give_back", { entries: fc.array(fc.tuple(small, small), { maxLength: 3 }) }) },
    { weight: 15, arbitrary: step("hand_off", { settlements: fc.array(settlementStep, { maxLength: 4 }) }) },
    { weight: 6, arbitrary: step("renew", { entries: fc.array(small, { maxLength: 4 }) }) },
    {
      weight: 3,
      arbitrary: step("range", { from: small, to: small, open: fc.constantFrom("", "("), reverse: fc.boolean() }),
    },
    { weight: 3, arbitrary: step("delete_entry", { entry: small }) },
    { weight: 6, arbitrary: step("lineage", { trace: small }) },
    { weight: 6, arbitrary: step("inspect", {}) },
    {
      weight: 6,
      arbitrary: step("resolve", {
        entries: fc.array(fc.tuple(small, fc.constantFrom("", ...ALL_STREAMS)), { maxLength: 3 }),
      }),
    },
    {
      weight: 8,
      arbitrary: step("trim", {
        keepNewest: fc.nat({ max: 3 }),
        count,
        needed: fc.array(fc.constantFrom(...GROUPS), { maxLength: 1 }),
      }),
    },
    { weight: 3, arbitrary: step("reap", {}) },
    { weight: 2, arbitrary: step("purge", { entries: fc.array(small, { maxLength: 3 }) }) },
    { weight: 3, arbitrary: step("resolutions", { before: small, count }) },
    { weight: 1, arbitrary: step("destroy_group", {}) },
    { weight: 1, arbitrary: step("delete_stream", {}) },
  ) as fc.Arbitrary<Step>,
  { minLength: 10, maxLength: 40, size: "max" },
);

const BUSIEST = { stream: "work", group: "left", consumer: "one" };

/** Before every sequence: with something in hand, more can happen. */
const PRELUDE: readonly Step[] = [
  { ...BUSIEST, kind: "ensure", startFrom: "0" },
  ...Array.from(
    { length: 5 },
    (_, index) => ({ ...BUSIEST, kind: "append", eventId: index, trace: 0, parent: 0 }) as const,
  ),
  { ...BUSIEST, kind: "read", count: 4 },
  {
    ...BUSIEST,
    kind: "hand_off",
    settlements: [3, 2].map((entry) => ({ entry, outputs: [], trace: entry, parent: 0 })),
  },
];

/** One of the two stores. */
class Side {
  readonly #fixture: StoreFixture;
  /** Ids handed to each group, newest last: the entries that something can still happen to. */
  readonly #delivered = new Map<string, string[]>();

  constructor(fixture: StoreFixture) {
    this.#fixture = fixture;
  }

  async number(stream: string): Promise<void> {
    await this.#fixture.foreign.numberFrom(stream, `${4 + ALL_STREAMS.indexOf(stream)}000000000000-0`);
  }

  async state(): Promise<unknown> {
    const { store, states } = this.#fixture;
    const entries = ALL_STREAMS.map((stream) => store.range({ stream, from: "-", to: "+", count: 1_000 }));
    const traces = Array.from({ length: 8 }, (_, index) => `t${index}`);
    const lineage = traces.flatMap((trace) => [store.hop(trace), store.children(trace)] as const);
    const resolutions = ALL_STREAMS.map((stream) => store.resolutions({ stream, count: 1_000 }));
    return Promise.all([store.inspect(ALL_STREAMS), states.list(), ...entries, ...lineage, ...resolutions]);
  }

  dispose(): Promise<void> {
    return this.#fixture.dispose();
  }

  /** A failure is a reply like any other. */
  async play(step: Step): Promise<unknown> {
    try {
      return (await this.#call(step)) ?? null;
    } catch (error) {
      return { failed: (error as { readonly code?: string }).code ?? String(error) };
    }
  }

  #call(step: Step): Promise<unknown> {
    const { stream, group, consumer } = step;
    const ref = { stream, group, consumer };
    const { store, foreign } = this.#fixture;
    switch (step.kind) {
      case "ensure": {
        const startFrom = typeof step.startFrom === "number" ? this.#id(step, step.startFrom) : step.startFrom;
        return store.ensureGroups([{ stream, group, startFrom }]);
      }
      case "append": {
        const eventId = String(step.eventId);
        return store.append({ stream, fields: carrying(eventId), eventId, hop: this.#hop(step) });
      }
      case "read":
        return this.#delivering(step, store.read({ ...ref, count: step.count, blockMs: 0 }));
      case "claim":
        return this.#delivering(step, store.claim({ ...ref, count: step.count, minIdleMs: 0 }));
      case "give_back": {
        const entries = step.entries.map(([entry, deliveries]) => ({
          id: this.#id(step, entry),
          idleMs: LONG_MS,
          deliveries,
        }));
        return store.giveBack(ref, entries);
      }
      case "hand_off": {
        const activity = { agentId: consumer, events: step.settlements.length, errors: 1, at: 1_000 };
        return store.handOff({
          ...ref,
          settlements: step.settlements.map((each) => this.#settlement(step, each)),
          activity,
        });
      }
      case "renew":
        return store.renew(
          ref,
          step.entries.map((entry) => this.#id(step, entry)),
        );
      case "range": {
        const { open, reverse } = step;
        const [from, to] = [step.from, step.to].map((entry) => open + this.#id(step, entry)) as [string, string];
        return store.range({ stream, from, to, count: 3, reverse });
      }
      case "lineage":
        return Promise.all([store.hop(`t${step.trace}`), store.children(`t${step.trace}`)]);
      case "inspect":
        return store.inspect([stream]);
      case "resolve": {
        const letters = step.entries.map(([entry, to]) => {
          const id = this.#id(step, entry);
          return to === ""
            ? { id }
            : { id, replay: { stream: to, group, fields: carrying(`replay ${entry}`), once: String(entry % 4) } };
        });
        return store.resolve({ stream, letters, at: 1_000 });
      }
      case "trim": {
        const { keepNewest, count: most, needed } = step;
        return store.trim({ stream, groups: needed, keepNewest, minAgeMs: 0, count: most });
      }
      case "reap":
        return store.reap({ stream, group, idleMs: 0 });
      case "purge":
        return store.purge(
          stream,
          step.entries.map((entry) => this.#id(step, entry)),
        );
      case "resolutions":
        return store.resolutions({ stream, before: step.before, count: step.count });
      case "delete_entry":
        return foreign.deleteEntry(stream, this.#id(step, step.entry));
      case "destroy_group":
        return foreign.destroyGroup({ stream, group });
      case "delete_stream":
        return foreign.deleteStream(stream).then(() => this.number(stream));
    }
  }

  #settlement(step: Step, { entry, outputs, ...traces }: SettlementStep): Settlement {
    const entryId = this.#id(step, entry);
    return {
      entryId,
      outputs: outputs.map((stream, index) => ({ stream, fields: carrying(`out ${index}`) })),
      hop: this.#hop(traces),
    };
  }

  #hop({ trace, parent }: { readonly trace: number; readonly parent: number }): Settlement["hop"] {
    const common = { traceId: `t${trace}`, agent: "Worker", outcome: "handed_off", at: 1_000 } as const;
    return parent === trace ? common : { ...common, parentTraceId: `t${parent}`, latencyMs: parent };
  }

  /** The entry that was delivered to the group so many deliveries ago. */
  #id({ stream, group }: Step, entry: number): string {
    const delivered = this.#delivered.get(stream + group) ?? [];
    return delivered.at(-1 - (entry % delivered.length)) ?? "1-1";
  }

  async #delivering({ stream, group }: Step, reply: Promise<readonly Delivery[]>): Promise<readonly Delivery[]> {
    const deliveries = await reply;
    const ids = deliveries.map(({ id }) => id);
    this.#delivered.set(stream + group, [...(this.#delivered.get(stream + group) ?? []), ...ids]);
    return deliveries;
  }
}

async function play(sequence: readonly Step[], open: CreateFixture): Promise<unknown[]> {
  const side = new Side(await open());
  try {
    for (const stream of ALL_STREAMS) await side.number(stream);
    const replies: unknown[] = [];
    for (const each of [...PRELUDE, ...sequence]) replies.push(await side.play(each));
    return [...replies, await side.state()];
  } finally {
    await side.dispose();
  }
}

describe("the memory store and Redis", () => {
  it("give the same replies to the same operations, and end in the same state", { timeout: 120_000 }, async () => {
    const settled = { handedOff: 0, claimed: 0, replayed: 0, trimmed: 0 };
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const [memory, redis] = await Promise.all([play(sequence, memoryFixture), play(sequence, redisFixture)]);
        expect(memory).toEqual(redis);
        const text = JSON.stringify(redis);
        settled.handedOff += text.match(/"settled":true/g)?.length ?? 0;
        // No other reply is a number.
        settled.trimmed += redis.filter((reply) => typeof reply === "number" && reply > 0).length;
        settled.replayed += text.match(/"fresh":true/g)?.length ?? 0;
        settled.claimed += text.match(/"deliveries":[2-9]/g)?.length ?? 0;
      }),
      // A failure prints its seed and the smallest sequence that fails.
      { numRuns: 60 },
    );
    // Sequences in which nothing happens would agree as well.
    expect(settled.handedOff).toBeGreaterThan(60);
    expect(settled.claimed).toBeGreaterThan(60);
    expect(settled.replayed).toBeGreaterThan(20);
    expect(settled.trimmed).toBeGreaterThan(10);
  });
});
