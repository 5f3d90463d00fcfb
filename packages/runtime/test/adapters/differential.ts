import { FieldName } from "@handoff/contracts";
import fc from "fast-check";
import { expect } from "vitest";
import type { Delivery, Settlement } from "../../src/ports/event-store.js";
import type { CreateFixture, StoreFixture } from "../conformance/fixture.js";
import { carrying, LONG_MS } from "../conformance/steps.js";
import { redisFixture } from "../redis-fixture.js";
import { ALL_STREAMS, PRELUDE, type SettlementStep, type Step, steps } from "./differential-steps.js";
import { memoryFixture } from "./memory/memory-fixture.js";

/*
 * The memory store and Redis are given the same random operations and must give the same replies and end in the same
 * state. Streams are numbered from ids of their own, later than any clock, so that even the ids are the same.
 */

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
        return this.#delivering(
          step,
          store.claim({ ...ref, count: step.count, minIdleMs: step.idle === "for long" ? LONG_MS / 2 : 0 }),
        );
      case "foreign_append":
        return foreign.append(stream, [[FieldName.DATA, `foreign ${step.text}`]]);
      case "give_back": {
        const entries = step.entries.map(([entry, deliveries, idle]) => ({
          id: this.#id(step, entry),
          idleMs: idle === "for long" ? LONG_MS : 0,
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

/** What happened in all sequences together. */
export interface Happened {
  operations: number;
  handedOff: number;
  claimed: number;
  replayed: number;
  trimmed: number;
}

/**
 * Plays random sequences to both stores and compares every reply and the state in the end. A failure prints its seed and
 * the smallest sequence that fails.
 */
export async function compareStores(sequences: number): Promise<Readonly<Happened>> {
  const happened: Happened = { operations: 0, handedOff: 0, claimed: 0, replayed: 0, trimmed: 0 };
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const [memory, redis] = await Promise.all([play(sequence, memoryFixture), play(sequence, redisFixture)]);
      expect(memory).toEqual(redis);
      const text = JSON.stringify(redis);
      happened.operations += sequence.length;
      happened.handedOff += text.match(/"settled":true/g)?.length ?? 0;
      // No other reply is a number.
      happened.trimmed += redis.filter((reply) => typeof reply === "number" && reply > 0).length;
      happened.replayed += text.match(/"fresh":true/g)?.length ?? 0;
      happened.claimed += text.match(/"deliveries":[2-9]/g)?.length ?? 0;
    }),
    { numRuns: sequences },
  );
  return happened;
}
