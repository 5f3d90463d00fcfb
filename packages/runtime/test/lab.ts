import { defineEvent, defineTopology, type DraftOf, encodeEvent, FieldName, type InputOf } from "@handoff/contracts";
import {
  Agent,
  createRuntime,
  type EventStore,
  type LogLevel,
  openMemoryStore,
  type Runtime,
  type RuntimeEvent,
  type RuntimeOptions,
  VirtualClock,
  type WorkContext,
} from "@handoff/runtime";
import { z } from "zod";
import * as LabField from "./lab-field.js";

const data = z.object({
  [LabField.SAMPLE]: z.string().describe("Barcode of the sample"),
  [LabField.LEVEL]: z.number().describe("Measured level, millimoles per litre"),
});

export const labTopology = defineTopology({
  streams: {
    results: [defineEvent({ type: "result", description: "A sample was measured.", fields: LabField, data })],
    reviews: [defineEvent({ type: "review", description: "A result was reviewed.", fields: LabField, data })],
  },
  agents: {
    Analyser: { publishes: ["results"] },
    Reviewer: { consumes: "results", group: "reviewing_agents", publishes: ["reviews"] },
    Archive: { consumes: "reviews", group: "archiving_agents", publishes: [] },
  },
});
export type Lab = typeof labTopology;

type Work<A extends "Reviewer" | "Archive"> = (
  event: InputOf<Lab, A>,
  traceId: string,
  context: WorkContext<Lab, A>,
) => Promise<void> | void;

/** The reviewing agent with the work of a test. */
export class Reviewer extends Agent<Lab, "Reviewer"> {
  readonly #work: Work<"Reviewer">;

  constructor(work: Work<"Reviewer">) {
    super(labTopology, "Reviewer");
    this.#work = work;
  }

  override doWork(...args: Parameters<Work<"Reviewer">>): Promise<void> | void {
    return this.#work(...args);
  }
}

/** Publishes what it read as a review. */
export const passOn: Work<"Reviewer"> = (event, _traceId, context) => {
  context.publish("reviews", review(event[FieldName.DATA][LabField.SAMPLE]));
};

export function review(sample: string): DraftOf<Lab, "reviews"> {
  return { [FieldName.TYPE]: "review", [FieldName.DATA]: { [LabField.SAMPLE]: sample, [LabField.LEVEL]: 5 } };
}

export const TRACE = "11111111-1111-4111-8111-111111111111";

/** The fields of a result as another service would have written them. */
export function resultFields(sample: string, traceId = TRACE): Readonly<Record<string, string>> {
  return encodeEvent(
    {
      [FieldName.TYPE]: "result",
      [FieldName.DATA]: { [LabField.SAMPLE]: sample, [LabField.LEVEL]: 5 },
      [FieldName.TRACE_ID]: traceId,
      [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
      [FieldName.SOURCE_AGENT]: "Analyser",
    },
    labTopology.streams.results,
  );
}

/** The store, with one operation that rejects while `down` holds. */
export function unreliable(store: EventStore, operation: keyof EventStore, outage: { down: boolean }): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown =>
        name === operation && outage.down
          ? Promise.reject(new Error("connection lost"))
          : Reflect.apply(value, target, args);
    },
  });
}

/** One runtime over the memory store, on a clock that moves only when told. */
export class Bench {
  readonly clock = new VirtualClock(1_700_000_000_000);
  readonly #opened = openMemoryStore({ clock: this.clock });
  readonly store = this.#opened.store;
  readonly states = this.#opened.states;
  readonly events: RuntimeEvent[] = [];
  readonly lines: { level: LogLevel; message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  readonly #runtimes: Runtime[] = [];

  /** A started runtime; options override those of the bench. */
  async start(agents: RuntimeOptions["agents"], options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
    const runtime = createRuntime({
      topology: labTopology,
      agents,
      store: this.store,
      states: this.states,
      clock: this.clock,
      random: () => 1,
      log: (level, message, fields = {}) => this.lines.push({ level, message, fields }),
      observe: (event) => this.events.push(event),
      ...options,
    });
    this.#runtimes.push(runtime);
    await runtime.start();
    return runtime;
  }

  /** Adds results as another service would, one an id. */
  async add(...samples: readonly string[]): Promise<void> {
    for (const sample of samples) {
      await this.store.append({ stream: "results", fields: resultFields(sample), eventId: sample });
    }
  }

  /** Everything on a stream. */
  async read(stream: string): Promise<Readonly<Record<string, string>>[]> {
    const entries = await this.store.range({ stream, from: "-", to: "+", count: 10_000 });
    return entries.map(({ fields }) => fields);
  }

  /** The samples on a stream, in order. */
  async samples(stream: string): Promise<string[]> {
    return (await this.read(stream)).map((fields) => {
      const payload = JSON.parse(fields[FieldName.DATA] ?? "{}") as { [LabField.SAMPLE]: string };
      return payload[LabField.SAMPLE];
    });
  }

  async pending(stream: string): Promise<number> {
    const [state] = await this.store.inspect([stream]);
    return state?.groups.reduce((sum, group) => sum + group.pending, 0) ?? 0;
  }

  /** The events of one kind, in the order they happened. */
  of<K extends RuntimeEvent["kind"]>(kind: K): Extract<RuntimeEvent, { readonly kind: K }>[] {
    return this.events.filter((event): event is Extract<RuntimeEvent, { readonly kind: K }> => event.kind === kind);
  }

  async stop(): Promise<void> {
    for (const runtime of this.#runtimes) await this.clock.run(runtime.stop());
  }
}
