import { createRuntime, HandoffError, HandoffErrorCode, type RunnableAgent, type Runtime } from "@handoff/runtime";
import { v5 as uuidV5 } from "uuid";
import { chain } from "../../../../test/chaos/chain.js";
import { MemoryAgentStateStore } from "../../src/adapters/memory/memory-agent-state-store.js";
import type { MemoryDatabase } from "../../src/adapters/memory/memory-database.js";
import { MemoryEventStore } from "../../src/adapters/memory/memory-event-store.js";
import type { AgentStateStore } from "../../src/ports/agent-state-store.js";
import type { Clock } from "../../src/ports/clock.js";
import type { EventStore } from "../../src/ports/event-store.js";
import type { Faults } from "./faults.js";

/** What a bug does to a store: the operations that replace its own. A step of its own passes the `gate`, as any does. */
export type Plant = (
  sound: EventStore,
  database: MemoryDatabase,
  gate: (place: string) => Promise<void>,
) => Partial<EventStore>;

interface ProcessParts {
  readonly name: string;
  readonly database: MemoryDatabase;
  readonly faults: Faults;
  readonly random: () => number;
  readonly plant: Plant | undefined;
  readonly agents: (clock: Clock) => readonly RunnableAgent[];
}

/** Short leases and few at a time, so that much happens to few events. */
const LIMITS = {
  batchSize: 4,
  leaseMs: 1_000,
  claimIntervalMs: 200,
  blockMs: 200,
  backoffInitialMs: 10,
  backoffMaxMs: 200,
  drainMs: 300,
  // More than faults can bring about: only what always fails is given up.
  retries: 12,
} as const;

/** One process of a simulation: it can be stopped at any await, for good, and nothing of it goes on. */
export class SimulatedProcess {
  readonly #parts: ProcessParts;
  readonly #store: MemoryEventStore;
  readonly #runtime: Runtime;
  #end: () => void = () => undefined;
  #dead = false;
  /** Resolves when it has ended. */
  readonly ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  constructor(parts: ProcessParts) {
    const { name, database, random, plant, agents } = parts;
    this.#parts = parts;
    this.#store = new MemoryEventStore(database);
    const planted = plant?.(this.#store, database, (place) => this.#gate(place)) ?? {};
    const clock: Clock = {
      now: () => database.clock.now(),
      sleep: (ms, signal) => this.#alive(database.clock.sleep(ms, signal)),
    };
    this.#runtime = createRuntime({
      topology: chain,
      agents: agents(clock),
      store: this.#gated<EventStore>(this.#store, planted),
      states: this.#gated<AgentStateStore>(new MemoryAgentStateStore(database)),
      clock,
      random,
      startFrom: "0",
      limits: LIMITS,
      breaker: { resetTimeoutMs: 500 },
      // As random as in life, as repeatable as the rest.
      traceIds: { mint: ({ agent, cause }) => uuidV5(`${name}/${agent}/${cause}/${random()}`, uuidV5.URL) },
    });
  }

  /** Starts the agents; a start that fails ends the process. */
  start(): void {
    this.#runtime.start().catch(() => this.crash());
  }

  /** Ends it in the middle of whatever it does. */
  crash(): void {
    this.#dead = true;
    void this.#store.close();
    this.#end();
  }

  /** Ends it as an operator does. */
  async drain(): Promise<void> {
    await this.#runtime.stop();
    this.crash();
  }

  /** The same store, but each operation can fail, take its time, or be the last thing that happens: before and after. */
  #gated<T extends object>(store: T, planted: Partial<T> = {}): T {
    return new Proxy(store, {
      get: (_target, name) => {
        const owner = name in planted ? planted : store;
        const operation: unknown = Reflect.get(owner, name);
        if (typeof operation !== "function") return operation;
        return async (...args: unknown[]): Promise<unknown> => {
          await this.#gate(`before ${String(name)}`);
          const reply: unknown = await Reflect.apply(operation, owner, args);
          await this.#gate(`after ${String(name)}`);
          return reply;
        };
      },
    });
  }

  async #gate(place: string): Promise<void> {
    const { name, faults, database } = this.#parts;
    if (this.#dead) await never();
    const fault = faults.at(`${name} ${place}`);
    if (fault?.kind === "crash") this.crash();
    if (fault?.kind === "delay") await database.clock.sleep(fault.ms);
    if (this.#dead) await never();
    if (fault?.kind === "reject") throw new HandoffError(HandoffErrorCode.STORE_UNAVAILABLE, "a simulated outage.");
  }

  async #alive(sleep: Promise<void>): Promise<void> {
    await sleep;
    if (this.#dead) await never();
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
