import type { EventDefinition, EventOf } from "./define-event.js";
import type { EventEnvelope } from "./envelope.js";
import { ContractError, ContractErrorCode } from "./errors.js";
import { EventSet } from "./event-set.js";
import type * as FieldName from "./field-name.js";
import { requireName, Stream } from "./streams.js";

/** Which events each stream carries. */
export type StreamTable = Readonly<Record<string, readonly EventDefinition[]>>;

/** What one agent reads and writes. An agent without `consumes` is a producer: it starts chains. */
export type AgentRoute<StreamName extends string> =
  | {
      /** The stream whose entries wake the agent. */
      readonly consumes: StreamName;
      /** The consumer group it reads with: one per logical consumer. */
      readonly group: string;
      /** The streams it may publish on. */
      readonly publishes: readonly StreamName[];
    }
  | { readonly consumes?: never; readonly group?: never; readonly publishes: readonly StreamName[] };

/** What each agent reads and writes. */
export type AgentTable<StreamName extends string> = Readonly<Record<string, AgentRoute<StreamName>>>;

/** One consumer group of a topology and the agent that handles its entries. */
export interface GroupRoute {
  readonly stream: string;
  readonly group: string;
  readonly agent: string;
}

/** Streams, what they carry, and who reads and writes them. */
export interface Topology<
  Streams extends StreamTable = StreamTable,
  // A second parameter, since what an agent may read and publish is typed by its row.
  Agents extends AgentTable<keyof Streams & string> = AgentTable<keyof Streams & string>,
> {
  readonly streams: { readonly [S in keyof Streams]: EventSet<Streams[S][number]> };
  readonly agents: Agents;
  /** Stream of the entries that were given up. */
  readonly deadLetterStream: string;
  /** Every consumer group, with its handler: a group cannot be without one. */
  readonly groups: readonly GroupRoute[];
}

/** Name of an agent of a topology. */
export type AgentName<T extends Topology> = keyof T["agents"] & string;

/** Name of a stream of a topology. */
export type StreamName<T extends Topology> = keyof T["streams"] & string;

/** Definitions of the events that a stream carries. */
export type DefinitionsOf<T extends Topology, S extends StreamName<T>> =
  T["streams"][S] extends EventSet<infer Definition> ? Definition : never;

/** The events that wake an agent; `never` for a producer. */
export type InputOf<T extends Topology, A extends AgentName<T>> = T["agents"][A] extends {
  readonly consumes: infer S extends StreamName<T>;
}
  ? EventOf<DefinitionsOf<T, S>>
  : never;

/** The streams that an agent may publish on. */
export type OutputStreamOf<T extends Topology, A extends AgentName<T>> = T["agents"][A]["publishes"][number] &
  StreamName<T>;

/** What an agent gives to be published: the type and the payload. The rest of the envelope is the runtime's. */
export type DraftOf<T extends Topology, S extends StreamName<T>> = Draft<EventOf<DefinitionsOf<T, S>>>;

type Draft<Event> = Event extends EventEnvelope ? Pick<Event, typeof FieldName.TYPE | typeof FieldName.DATA> : never;

type Consumed<Agents> = Agents[keyof Agents] extends infer Route
  ? Route extends { readonly consumes: infer S }
    ? S
    : never
  : never;

type NoOrphans<Streams, Agents> =
  Exclude<keyof Streams, Consumed<Agents>> extends never
    ? unknown
    : {
        readonly agents: Readonly<Record<Exclude<keyof Streams, Consumed<Agents>> & string, "no agent consumes it">>;
      };

/**
 * Defines who hands what to whom.
 *
 * @example
 * ```ts
 * const topology = defineTopology({
 *   streams: { results: [labResult] },
 *   agents: {
 *     Analyser: { publishes: ["results"] },
 *     Reviewer: { consumes: "results", group: "reviewing_agents", publishes: [] },
 *   },
 * });
 * ```
 * @throws {ContractError} `TOPOLOGY_INVALID` for a stream that no agent consumes, a stream that does not exist, or a
 * group that two agents share; `NAME_INVALID`; `EVENT_DUPLICATE`.
 */
export function defineTopology<
  const Streams extends StreamTable,
  // Inferred apart from the streams, so that the names in it are checked against them.
  const Agents extends AgentTable<keyof Streams & string>,
>(
  options: {
    readonly streams: Streams;
    readonly agents: Agents;
    /** Stream of the entries that were given up (default `dlq_events`). */
    readonly deadLetterStream?: string;
  } & NoOrphans<Streams, Agents>,
): Topology<Streams, Agents> {
  const { streams, agents, deadLetterStream = Stream.DLQ_EVENTS } = options;
  requireName(deadLetterStream, "stream");
  for (const name of Object.keys(streams)) requireName(name, "stream");
  if (Object.hasOwn(streams, deadLetterStream)) {
    throw invalid(
      ["streams", deadLetterStream],
      "a name other than that of the dead-letter stream",
      "Rename the stream, or give another deadLetterStream.",
    );
  }
  const groups: GroupRoute[] = [];
  for (const [agent, route] of Object.entries<AgentRoute<string>>(agents)) {
    for (const stream of [...route.publishes, ...(route.consumes === undefined ? [] : [route.consumes])]) {
      if (!Object.hasOwn(streams, stream))
        throw invalid(
          ["agents", agent, stream],
          "a stream of this topology",
          "Add the stream to streams, or correct its name.",
        );
    }
    if (route.consumes === undefined) continue;
    const { consumes: stream, group } = route;
    requireName(group, "group");
    if (groups.some((other) => other.stream === stream && other.group === group)) {
      throw invalid(
        ["agents", agent, "group"],
        `a group of its own: sharing ${group} starves one of the two of events`,
        "Give each agent a group of its own.",
      );
    }
    groups.push({ stream, group, agent });
  }
  for (const stream of Object.keys(streams)) {
    if (!groups.some((route) => route.stream === stream)) {
      throw invalid(
        ["streams", stream],
        "a stream that some agent consumes",
        "Add an agent that consumes it, or drop the stream.",
      );
    }
  }
  const sets = Object.entries(streams).map(([name, definitions]) => [name, new EventSet(definitions)] as const);
  return {
    streams: Object.fromEntries(sets) as unknown as Topology<Streams, Agents>["streams"],
    agents,
    deadLetterStream,
    groups,
  };
}

function invalid(path: readonly string[], expected: string, remedy: string): ContractError {
  return new ContractError({
    code: ContractErrorCode.TOPOLOGY_INVALID,
    path,
    expected,
    remedy,
  });
}
