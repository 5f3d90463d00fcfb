import type { GroupRoute, Topology } from "@handoff/contracts";
import type { Redis } from "ioredis";
import { systemClock } from "../../ports/clock.js";
import type { AgentRecord, AgentStateStore } from "../../ports/agent-state-store.js";
import type { EventStore, StreamState } from "../../ports/event-store.js";
import { type Finding, FindingCode } from "../../ports/finding.js";
import { type ConsumerState, type GroupFacts, judgeGroup } from "./group-judgement.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { readStreamStates } from "./stream-states.js";
import { unlessDenied } from "./server-facts.js";

export interface DiagnosisOptions {
  readonly topology: Topology;
  /** How long the lag of groups is watched, in milliseconds (default 2,000); 0 does not watch it. */
  readonly watchMs?: number;
  /** How long a consumer may be idle and count as alive, in milliseconds (default 60,000: two leases). */
  readonly deadAfterMs?: number;
}

/** Where streams are: all of them, or those of a partition. */
interface DiagnosedPlace {
  readonly commands: RedisConnection;
  readonly keys: Keys;
  /** In front of the names of streams, where there are others of the same name; else empty. */
  readonly tag: string;
}

export interface DoctorParts {
  readonly places: readonly DiagnosedPlace[];
  readonly store: Pick<EventStore, "examine">;
  readonly states: AgentStateStore;
}

/** How often the groups are looked at, to see a lag grow. */
const LOOKS = 3;

/**
 * What is wrong with the server and with the streams and groups of a topology on it; reads only.
 *
 * @throws {HandoffError} `STORE_UNAVAILABLE`.
 */
export async function diagnose(parts: DoctorParts, options: DiagnosisOptions): Promise<readonly Finding[]> {
  const { places, store, states } = parts;
  const server = await store.examine();
  const diagnosed = await Promise.all(places.map((place) => diagnosePlace(place, options)));
  const agents = diagnosed.every(({ tellsOfAgents }) => tellsOfAgents) ? await states.list() : [];
  return [
    ...server,
    ...diagnosed.flatMap(({ found }) => found),
    ...agents.flatMap((agent) => judgeBreaker(agent, systemClock.now())),
  ];
}

interface Diagnosed {
  readonly found: readonly Finding[];
  /** Whether the agents' states can be read. */
  readonly tellsOfAgents: boolean;
}

async function diagnosePlace(place: DiagnosedPlace, options: DiagnosisOptions): Promise<Diagnosed> {
  const { topology, watchMs = 2_000, deadAfterMs = 60_000 } = options;
  const { commands, keys, tag } = place;
  const streams = [...Object.keys(topology.streams), topology.deadLetterStream];
  const ask = <T>(execute: (client: Redis) => Promise<T>): Promise<T | undefined> =>
    commands.run({ subject: "the streams", repeatable: true, execute: (client) => unlessDenied(execute(client)) });
  const wrong = await ask((client) => wrongTypes(client, keys, streams));
  if (wrong === undefined) return { found: [STREAMS_UNKNOWN], tellsOfAgents: false };
  const sound = streams.filter((stream) => !wrong.has(keys.stream(stream)));
  const looks: (readonly StreamState[])[] = [];
  for (let count = 0; count < (watchMs === 0 ? 1 : LOOKS); count++) {
    if (count > 0) await systemClock.sleep(watchMs / (LOOKS - 1));
    const states = await ask((client) => readStreamStates(client, keys, sound));
    if (states === undefined) return { found: [...faultsOf(wrong), STREAMS_UNKNOWN], tellsOfAgents: false };
    looks.push(states);
  }
  const routes = topology.groups.filter(({ stream }) => sound.includes(stream));
  const facts = await ask((client) => Promise.all(routes.map((route) => factsOf(client, { keys, route, looks }))));
  const tagged = facts?.map((each) => ({ ...each, stream: `${tag}${each.stream}` }));
  const groups = tagged?.flatMap((each) => judgeGroup(each, deadAfterMs)) ?? [STREAMS_UNKNOWN];
  return { found: [...faultsOf(wrong), ...groups], tellsOfAgents: !wrong.has(keys.agents) };
}

function judgeBreaker({ agentId, breaker }: AgentRecord, now: number): Finding[] {
  const isOpen = breaker?.kind === "open" && breaker.until > now;
  if (!isOpen && breaker?.kind !== "isolated") return [];
  const fault = { code: FindingCode.BREAKER_OPEN, severity: "fault", subject: agentId } as const;
  if (!isOpen) {
    const what = `The circuit breaker of ${agentId} is held open by hand: it reads nothing.`;
    return [{ ...fault, what, remedy: "Release it in the runtime that runs the agent." }];
  }
  const what = `The circuit breaker of ${agentId} is open: it reads nothing until ${new Date(breaker.until).toISOString()}.`;
  return [{ ...fault, what, remedy: "See in its log what its handler fails of; it tries again by itself." }];
}

/** The keys that hold something else than they should, each with what it holds and what it should. */
async function wrongTypes(
  client: Redis,
  keys: Keys,
  streams: readonly string[],
): Promise<ReadonlyMap<string, readonly [found: string, expected: string]>> {
  const expected = new Map<string, string>([
    ...streams.map((stream) => [keys.stream(stream), "stream"] as const),
    ...streams.map((stream) => [keys.seen(stream), "zset"] as const),
    [keys.agents, "hash"],
    [keys.spans, "zset"],
  ]);
  const wrong = new Map<string, readonly [string, string]>();
  for (const [key, type] of expected) {
    const found = await client.type(key);
    if (found !== "none" && found !== type) wrong.set(key, [found, type]);
  }
  return wrong;
}

function faultsOf(wrong: ReadonlyMap<string, readonly [found: string, expected: string]>): Finding[] {
  return [...wrong].map(([key, [found, expected]]) => ({
    code: FindingCode.KEY_WRONG_TYPE,
    severity: "fault",
    subject: key,
    what: `Key ${key} is a ${found}, not a ${expected}.`,
    remedy: "Rename or delete it, or give the runtime a key prefix of its own.",
  }));
}

async function factsOf(
  client: Redis,
  from: { readonly keys: Keys; readonly route: GroupRoute; readonly looks: readonly (readonly StreamState[])[] },
): Promise<GroupFacts> {
  const { stream, group } = from.route;
  const states = from.looks.flatMap((streams) =>
    streams.flatMap(({ groups }) => groups.filter((state) => state.stream === stream && state.group === group)),
  );
  // A group that is not there at the last look has no consumers to ask for.
  const there = from.looks
    .at(-1)
    ?.some(({ groups }) => groups.some((state) => state.stream === stream && state.group === group));
  const consumers = there === true ? await consumersOf(client, from.keys.stream(stream), group) : [];
  return { ...from.route, states: there === true ? states : [], consumers };
}

async function consumersOf(client: Redis, key: string, group: string): Promise<ConsumerState[]> {
  const reply = (await client.xinfo("CONSUMERS", key, group)) as (string | number)[][];
  return reply.map((flat) => {
    const valueOf = (name: string): string | number | undefined => flat[flat.indexOf(name) + 1];
    return { name: String(valueOf("name")), pending: Number(valueOf("pending")), idleMs: Number(valueOf("idle")) };
  });
}

const STREAMS_UNKNOWN: Finding = {
  code: FindingCode.STREAMS_UNKNOWN,
  severity: "unknown",
  subject: "streams",
  what: "The server does not let this user look at the streams and groups.",
  remedy: "Give the user ~* and +@read +@stream +eval +evalsha, or those of the agents.",
};
