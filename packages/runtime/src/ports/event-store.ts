import type { EntryFields } from "@handoff/contracts";
import type { DeadLetterStore } from "./dead-letter-store.js";
import type { Finding } from "./finding.js";
import type { Retention } from "./retention.js";

/** One entry of a stream. */
export interface StreamEntry {
  /** `<milliseconds>-<sequence>`, ascending within its stream. */
  readonly id: string;
  readonly fields: EntryFields;
}

/** An entry handed to a consumer. */
export interface Delivery extends StreamEntry {
  /** How often the entry has been handed out, this time included: 1 at first. */
  readonly deliveries: number;
}

/** A consumer group of a stream. */
export interface GroupRef {
  readonly stream: string;
  readonly group: string;
}

/** A consumer of a group; its name is unique to one incarnation of one process. */
export interface ConsumerRef extends GroupRef {
  readonly consumer: string;
}

/** A group to be created. */
export interface GroupSpec extends GroupRef {
  /** `$`: entries added from now on; `0`: every entry; an id: entries after it. */
  readonly startFrom: string;
}

export interface ReadRequest extends ConsumerRef {
  /** How many entries at most. */
  readonly count: number;
  /** How long to wait for the first one, in milliseconds; 0 does not wait. */
  readonly blockMs: number;
  /**
   * Ends the waiting early; the read then yields nothing, but for what was handed out in the same moment. Aborted
   * beforehand, nothing is read.
   */
  readonly signal?: AbortSignal;
}

export interface ClaimRequest extends ConsumerRef {
  readonly count: number;
  /** How long an entry must have lain idle with its holder, in milliseconds: the lease. */
  readonly minIdleMs: number;
  /** Whether suspects are claimed too (default), left alone, or the only ones claimed; see {@link EventStore.suspects}. */
  readonly suspects?: "with" | "without" | "only";
}

/** Which suspects to count: as a claim would find them. */
export type SuspectsRequest = Omit<ClaimRequest, "count" | "suspects">;

/**
 * From how many deliveries on an entry that another consumer holds is a suspect: twice it was in hand, with others or
 * alone, when a process ended.
 */
export const SUSPECT_DELIVERIES = 2;

/** An entry given back to its group, still pending. */
export interface ReturnedEntry {
  readonly id: string;
  /** How long the entry counts as having been idle, in milliseconds: given the lease, it can be claimed at once. */
  readonly idleMs: number;
  /** The delivery count it goes on with; one less than it had where this delivery shall not count. */
  readonly deliveries: number;
}

/** One processing step of a chain, as it is kept for lineage. */
export interface Hop {
  /** The id of this processing: the trace id of what it published. */
  readonly traceId: string;
  /** The trace id of the event that caused it; absent where a chain starts. */
  readonly parentTraceId?: string;
  readonly agent: string;
  /** Stream and id of the processed entry; absent where a chain starts. */
  readonly input?: { readonly stream: string; readonly entryId: string };
  /**
   * `published`: starts a chain; `handed_off`: processed; `dead_letter`: given up; `passed_over`: replayed for another
   * group of the stream.
   */
  readonly outcome: "published" | "handed_off" | "dead_letter" | "passed_over";
  /** When the step was committed, in milliseconds since the epoch. */
  readonly at: number;
  /** From the publishing of the input to this step's commit, in milliseconds; absent where a chain starts. */
  readonly latencyMs?: number;
}

/** A hop as it is read back, with the entries it published. */
export interface RecordedHop extends Hop {
  readonly outputs: readonly { readonly stream: string; readonly entryId: string }[];
}

/** An entry to be added to a stream. */
export interface Output {
  readonly stream: string;
  /** 1 to {@link MAX_FIELDS} of them. */
  readonly fields: EntryFields;
}

/** An entry added by a producer, that is, without an input to acknowledge. */
export interface Append extends Output {
  /**
   * Idempotency key: a second append with the same key on the same stream adds nothing, as long as the key is among
   * the newest {@link DEFAULT_SEEN_LIMIT} of the stream.
   */
  readonly eventId: string;
  /** The step that starts the chain. */
  readonly hop?: Hop;
}

export interface Appended {
  /** Id of the entry; absent for a duplicate. */
  readonly entryId?: string;
  /** True also where this very append had to be repeated and its first attempt turns out to have arrived. */
  readonly duplicate: boolean;
}

/** The one terminal outcome of one entry: its outputs (a dead letter is one), its acknowledgement, its hop. */
export interface Settlement {
  readonly entryId: string;
  readonly outputs: readonly Output[];
  readonly hop: Hop;
}

/** What an agent did since the last report, folded into a hand-off so that it costs no round trip. */
export interface AgentActivity {
  readonly agentId: string;
  /** Events begun. */
  readonly events: number;
  /** Events that failed, retried ones included. */
  readonly errors: number;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
}

export interface HandOff extends ConsumerRef {
  /** At most {@link MAX_BATCH} of them: one batch is one stall of the store. */
  readonly settlements: readonly Settlement[];
  readonly activity?: AgentActivity;
}

/** What became of one settlement. */
export interface Settled {
  readonly entryId: string;
  /**
   * False where the entry was no longer pending with this consumer: someone else settles or settled it. A store that
   * sends a hand-off again by itself, not knowing whether it arrived, says what the first attempt did.
   */
  readonly settled: boolean;
  /** Ids of the added entries, in the order of the outputs. */
  readonly outputIds: readonly string[];
}

/** A group as it stands. */
export interface GroupState extends GroupRef {
  /** Entries not yet delivered to the group. */
  readonly lag: number;
  /** Entries delivered and not yet acknowledged. */
  readonly pending: number;
  /** Id of the entry that was delivered last. */
  readonly lastDeliveredId: string;
  /** Id of the oldest entry that is pending; absent where none is. */
  readonly oldestPendingId?: string;
  /** Consumers that have read or claimed, whether or not they were handed anything. */
  readonly consumers: number;
}

export interface StreamState {
  readonly stream: string;
  readonly length: number;
  /** By name. */
  readonly groups: readonly GroupState[];
}

export interface RangeRequest {
  readonly stream: string;
  /** First id, inclusive; `-` is the beginning; `(` before an id excludes it. */
  readonly from: string;
  /** Last id, inclusive; `+` is the end; `(` before an id excludes it. */
  readonly to: string;
  readonly count: number;
  /** Newest first. */
  readonly reverse?: boolean;
}

/** The largest batch that {@link EventStore.handOff} takes. */
export const MAX_BATCH = 200;

/** The most fields an added entry can have; a foreign one may have more. A Lua call takes no longer argument list. */
export const MAX_FIELDS = 2_000;

/** How many of the newest event ids are remembered a stream, unless an adapter is told otherwise. */
export const DEFAULT_SEEN_LIMIT = 100_000;

/** How long hops are kept, unless an adapter is told otherwise: 7 days, in milliseconds. */
export const DEFAULT_LINEAGE_RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;

/** What is asked of everything that is kept, in one place or in several partitions. */
export interface WholeStore extends DeadLetterStore {
  /**
   * Creates the groups (and their streams) that do not exist; leaves those that do as they are. One that was there before is
   * created where `read` would create it, not where it is told to start.
   */
  ensureGroups(groups: readonly GroupSpec[]): Promise<void>;

  /**
   * Adds an entry once per `eventId`, and records the hop that starts its chain.
   *
   * @throws {HandoffError} `BATCH_TOO_LARGE` where the store does not take a field of this size.
   */
  append(append: Append): Promise<Appended>;

  /** Entries of a stream between two ids; none where there is no such stream. */
  range(request: RangeRequest): Promise<readonly StreamEntry[]>;

  /** The hop with this trace id. */
  hop(traceId: string): Promise<RecordedHop | undefined>;

  /** Trace ids of the hops that the events of this hop caused, in the order they were committed. */
  children(traceId: string): Promise<readonly string[]>;

  /** The state of streams and their groups, all at one moment; a stream that does not exist is empty. */
  inspect(streams: readonly string[]): Promise<readonly StreamState[]>;

  /** What about the store itself, its settings for instance, endangers what it promises; empty where all is well. */
  examine(): Promise<readonly Finding[]>;

  /**
   * Ends blocked reads, which yield nothing, and releases connections; what is called afterwards rejects with
   * `STORE_UNAVAILABLE`. Closing twice is closing once.
   */
  close(): Promise<void>;
}

/**
 * Streams with consumer groups, and the fenced hand-off over them. The Redis adapter keeps them in Redis, the memory
 * adapter in process; both pass `test/conformance/event-store.ts`.
 *
 * Every operation is atomic. An operation that cannot reach its store waits for it or rejects with `STORE_UNAVAILABLE`;
 * none loses what it acknowledged. A key of another type than a stream's is `STORE_WRONG_TYPE`, and nothing is done; a
 * count, a duration or an id that makes no sense is `OPTION_INVALID`. Durations are rounded to whole milliseconds.
 *
 * A group that does not exist holds nothing for anybody: only `read` brings it back.
 *
 * An entry whose body is gone, deleted or trimmed by a foreign hand, can never be processed: it leaves the pending list
 * at the next claim, renew or give-back that comes across it, and is not handed out.
 */
export interface EventStore extends WholeStore, Retention {
  /**
   * Entries that no consumer of the group has had, oldest first. A vanished group is created where everything before was
   * settled, as any process knows it, else at the first entry; never at `$`, which would pass over entries unseen. What was
   * settled out of order may come again.
   */
  read(request: ReadRequest): Promise<readonly Delivery[]>;

  /**
   * Takes over entries that have lain idle with any consumer of the group, this one included, oldest first, and counts
   * the delivery. Without waiting.
   */
  claim(request: ClaimRequest): Promise<readonly Delivery[]>;

  /**
   * How many entries that could be claimed may be what took their consumers down: held by another consumer than this one,
   * and delivered {@link SUSPECT_DELIVERIES} times or more. With others in hand at the same time, these would be charged
   * for what one of them does.
   */
  suspects(request: SuspectsRequest): Promise<number>;

  /** Renews the lease on entries; yields the ids of those that are still pending with this consumer. */
  renew(consumer: ConsumerRef, ids: readonly string[]): Promise<readonly string[]>;

  /** Leaves entries pending for whoever claims them next; passes over those that are no longer this consumer's. */
  giveBack(consumer: ConsumerRef, entries: readonly ReturnedEntry[]): Promise<void>;

  /**
   * In one step, for each settlement, in their order: fence (still pending, still with this consumer), add the outputs,
   * record the hop, acknowledge. A fenced settlement leaves no trace. The reply is in the order of the settlements.
   *
   * @throws {HandoffError} `BATCH_TOO_LARGE`, in number or in what the store takes in one step; `STORE_WRONG_TYPE` where an output cannot be added: no settlement of the
   * batch is done then, and all can be handed off again once the cause is mended.
   */
  handOff(handOff: HandOff): Promise<readonly Settled[]>;
}
