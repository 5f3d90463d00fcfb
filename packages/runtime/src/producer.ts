import type { AgentName, DraftOf, OutputStreamOf, Topology } from "@handoff/contracts";
import type { Log } from "./observability/log.js";
import type { Appended } from "./ports/event-store.js";

/** Something a producer read that cannot become an event. */
export interface Rejected {
  /** Identifies it among everything this agent rejects: rejecting the same key again adds no second dead letter. */
  readonly key: string;
  /** What was read, as it arrived. */
  readonly input: Readonly<Record<string, string>>;
  /** Where it came from, for instance the name of a feed. */
  readonly source: string;
  /** Its place there, for instance a time or a line. */
  readonly position: string;
  /** What is wrong with it; a `HandoffError` or `ContractError` brings its code. */
  readonly cause: Error;
}

/** What a producer may do. */
export interface ProducerContext<T extends Topology, A extends AgentName<T>> {
  /**
   * Publishes an event that starts a chain, with a new trace id. While the store does not answer, it waits.
   *
   * @param key Identifies the event among all of this agent: publishing the same key again publishes nothing.
   * @throws {ContractError} where the draft does not meet its schema.
   */
  publish<S extends OutputStreamOf<T, A>>(stream: S, draft: DraftOf<T, S>, key: string): Promise<Appended>;
  /** Hands something unusable to the dead letters. */
  reject(rejected: Rejected): Promise<void>;
  /** Resolves when everything published so far has gone through the whole chain: nothing undelivered, nothing pending. */
  settled(): Promise<void>;
  /** Writes a structured log line that names the agent. */
  readonly log: Log;
  /** Fires when the runtime drains: return soon. */
  readonly signal: AbortSignal;
}

/** An agent that starts chains: it is woken by the world, not by a stream. */
export abstract class Producer<T extends Topology, A extends AgentName<T>> {
  readonly topology: T;
  readonly agentId: A;

  constructor(topology: T, agentId: A) {
    this.topology = topology;
    this.agentId = agentId;
  }

  /** Publishes until there is nothing more to publish. Throwing ends the run with this error. */
  abstract produce(context: ProducerContext<T, A>): Promise<void>;
}
