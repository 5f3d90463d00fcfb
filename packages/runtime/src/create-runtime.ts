import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import type { AgentEnvironment } from "./agent.js";
import type { ConsumingAgent } from "./consumer/attempt.js";
import { Consumer } from "./consumer/consumer.js";
import { ProbeTurn } from "./consumer/probe-turn.js";
import { StoreGuard } from "./consumer/store-guard.js";
import { resolveMaxEventBytes } from "./event-size.js";
import { keepHouse, resolveRetention, type RetentionOptions } from "./housekeeping.js";
import { guardedObserver } from "./observability/guarded-observer.js";
import { logObserver } from "./observability/log-observer.js";
import { placedEvent } from "./observability/placed-event.js";
import { Tracing } from "./observability/tracing.js";
import { systemClock } from "./ports/clock.js";
import { partitionsOf } from "./ports/partitioned-store.js";
import { randomTraceIds } from "./ports/trace-ids.js";
import { StoreProducerContext } from "./producer-context.js";
import type { BreakerState } from "./ports/breaker-state.js";
import { AgentCircuitBreaker } from "./resilience/circuit-breaker.js";
import {
  invalidAgent,
  type PlacedStore,
  placesOf,
  type ProducingAgent,
  requireAgents,
  type RuntimeOptions,
  type Tuning,
  tuningOf,
} from "./runtime-options.js";
import { untilSettled } from "./settled.js";

/** How often an idle agent leaves a sign of life, in milliseconds. */
const HEARTBEAT_MS = 15_000;

/** The agents of one process, running. */
export class Runtime {
  readonly #options: Required<
    Omit<RuntimeOptions, "limits" | "perAgent" | "breaker" | "partitions" | "tracing" | "retention" | "maxEventBytes">
  >;
  readonly #retention: Required<RetentionOptions> | undefined;
  readonly #tuning: ReadonlyMap<string, Tuning>;
  /** What is read here: the store, or some partitions of it. */
  readonly #places: readonly PlacedStore[];
  readonly #consumers = new Map<string, readonly Consumer[]>();
  readonly #environment: AgentEnvironment;
  readonly #breakers: ReadonlyMap<string, AgentCircuitBreaker>;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  #completed: Promise<void> = Promise.resolve();

  constructor(options: RuntimeOptions) {
    const { log = () => undefined, observe = () => undefined, clock = systemClock } = options;
    // Every agent listens in every partition that it reads; many of them are no leak.
    setMaxListeners(0, this.#stop.signal);
    const toLog = logObserver(log);
    const toUser = guardedObserver(observe, log);
    this.#options = {
      startFrom: "$",
      traceIds: randomTraceIds,
      random: Math.random,
      ...options,
      log,
      clock,
      observe: (event) => {
        toLog(event);
        toUser(event);
      },
    };
    this.#environment = {
      clock,
      traceIds: this.#options.traceIds,
      log,
      tracing: new Tracing({ ...options.tracing, log }),
      maxEventBytes: resolveMaxEventBytes(options.maxEventBytes),
    };
    requireAgents(options);
    this.#tuning = tuningOf(options);
    this.#places = placesOf(options);
    this.#retention = options.retention && resolveRetention(options.retention);
    this.#breakers = new Map(
      options.agents.map(({ agentId }) => [
        agentId,
        new AgentCircuitBreaker({
          ...options.breaker,
          agentId,
          clock,
          log,
          onChange: (state) => {
            this.#options.observe({ kind: "breaker_changed", agent: agentId, state: state.kind });
            // Lost with the store; the next change counts.
            this.#options.states.keepBreaker(agentId, state).catch(() => undefined);
          },
        }),
      ]),
    );
  }

  /** State of each agent's circuit breaker. */
  get breakers(): ReadonlyMap<string, BreakerState> {
    return new Map([...this.#breakers].map(([agent, breaker]) => [agent, breaker.state]));
  }

  /** Creates every group of the topology, then starts the agents: no event can be published that a group would miss. */
  async start(): Promise<void> {
    const { topology, agents, store, states, startFrom, clock, observe, log } = this.#options;
    await store.ensureGroups(topology.groups.map(({ stream, group }) => ({ stream, group, startFrom })));
    await this.#warnOfStore();
    for (const { agentId } of agents) {
      await states.register(agentId, clock.now());
      observe({ kind: "agent_started", agent: agentId });
      const { breaker } = (await states.get(agentId)) ?? {};
      if (breaker !== undefined) this.#breakers.get(agentId)?.restore(breaker);
    }
    const incarnation = `${hostname()}:${String(process.pid)}:${randomUUID().slice(0, 8)}`;
    const productions: Promise<void>[] = [];
    for (const agent of agents) {
      if ("produce" in agent) productions.push(this.#produce(agent));
      else this.#running.push(this.#consume(agent, incarnation));
    }
    this.#running.push(this.#heartbeat());
    for (const place of partitionsOf(store)) {
      const house = { store: place, topology, clock, log, retention: this.#retention };
      this.#running.push(keepHouse(house, this.#stop.signal));
    }
    this.#completed = Promise.all(productions).then(() => undefined);
    // Whoever awaits completed() gets the failure; nobody need.
    this.#completed.catch(() => undefined);
  }

  /**
   * Resolves when every producer of this process is done and the chain is settled; rejects with what a producer threw.
   * Without a producer there is no end to wait for: it resolves when the runtime is stopped.
   */
  async completed(): Promise<void> {
    const { agents, store, topology, clock, observe } = this.#options;
    await this.#completed;
    const producer = agents.find((agent) => "produce" in agent);
    if (producer === undefined) {
      await Promise.all(this.#running);
      return;
    }
    const { signal } = this.#stop;
    const guard = new StoreGuard({ agent: producer.agentId, clock, observe });
    await guard.until(signal, () => untilSettled({ store, topology, clock }, signal));
  }

  /**
   * Has an agent, or every agent, stop reading; what is in hand is finished.
   *
   * @throws {HandoffError} `OPTION_INVALID` for an agent that does not consume here.
   */
  pause(agentId?: string): void {
    for (const consumer of this.#consumersOf(agentId)) consumer.pause();
  }

  /** Has an agent, or every agent, read on; throws as {@link pause} does. */
  resume(agentId?: string): void {
    for (const consumer of this.#consumersOf(agentId)) consumer.resume();
  }

  /**
   * Holds an agent's circuit breaker open, in this process and after a restart, until {@link release}.
   *
   * @throws {HandoffError} `OPTION_INVALID` for an agent that does not run here.
   */
  isolate(agentId: string): void {
    this.#breakerOf(agentId).isolate();
  }

  /** Closes the circuit breaker of an agent that was isolated; throws as {@link isolate} does. */
  release(agentId: string): void {
    this.#breakerOf(agentId).release();
  }

  #breakerOf(agentId: string): AgentCircuitBreaker {
    const breaker = this.#breakers.get(agentId);
    if (breaker === undefined) throw invalidAgent(agentId, "does not run in this runtime. Start it here first");
    return breaker;
  }

  #consumersOf(agentId: string | undefined): readonly Consumer[] {
    if (agentId === undefined) return [...this.#consumers.values()].flat();
    const consumers = this.#consumers.get(agentId);
    if (consumers === undefined) throw invalidAgent(agentId, "does not consume in this runtime. Start it here first");
    return consumers;
  }

  /** Stops reading, lets running handlers finish within the drain limit, gives the rest back. */
  async stop(): Promise<void> {
    const { agents, states, clock, observe } = this.#options;
    this.#stop.abort();
    await Promise.all([...this.#running, this.#completed.catch(() => undefined)]);
    for (const { agentId } of agents) {
      // A store that is gone cannot be told; the missing heartbeat will say it.
      await states.stop(agentId, clock.now()).catch(() => undefined);
      observe({ kind: "agent_stopped", agent: agentId });
    }
  }

  /** Once, at the start: settings that endanger the guarantee are for the operator to change, not for us to refuse. */
  async #warnOfStore(): Promise<void> {
    const { store, log } = this.#options;
    for (const { code, severity, what, remedy } of await store.examine()) {
      log(severity === "fault" ? "warning" : "info", what, { finding: code, remedy });
    }
  }

  /** One reader a partition; the breaker is the agent's. */
  async #consume(agent: ConsumingAgent, incarnation: string): Promise<void> {
    const { topology, random, observe } = this.#options;
    const route = topology.groups.find((group) => group.agent === agent.agentId);
    const breaker = this.#breakers.get(agent.agentId);
    const tuning = this.#tuning.get(agent.agentId);
    if (route === undefined || breaker === undefined || tuning === undefined) return;
    const consumer = { stream: route.stream, group: route.group, consumer: incarnation };
    const shared = { agent, consumer, breaker, environment: this.#environment, ...tuning, random };
    const probeTurn = this.#places.length === 1 ? undefined : new ProbeTurn();
    const readers = this.#places.map(({ store, partition }) => {
      const tell: typeof observe =
        partition === undefined ? observe : (event) => observe(placedEvent(event, partition));
      return new Consumer({ ...shared, store, partition, probeTurn, observe: tell });
    });
    this.#consumers.set(agent.agentId, readers);
    await Promise.all(readers.map((reader) => reader.run(this.#stop.signal)));
  }

  async #produce(producer: ProducingAgent): Promise<void> {
    const { store, states, clock, observe } = this.#options;
    const guard = new StoreGuard({ agent: producer.agentId, clock, observe });
    const parts = {
      producer,
      store,
      states,
      environment: this.#environment,
      guard,
      observe,
      signal: this.#stop.signal,
    };
    await producer.produce(new StoreProducerContext(parts) as never);
  }

  async #heartbeat(): Promise<void> {
    const { agents, states, clock } = this.#options;
    const { signal } = this.#stop;
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      for (const { agentId } of agents) {
        // Lost with the store; the next one counts.
        await states.record({ agentId, events: 0, errors: 0, at: clock.now() }).catch(() => undefined);
      }
    }
  }
}

/**
 * A runtime over the given store.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a limit out of range, or agents that do not fit the topology.
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  return new Runtime(options);
}
