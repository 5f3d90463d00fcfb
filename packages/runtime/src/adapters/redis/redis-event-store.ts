import type { Redis } from "ioredis";
import type { Resolution, ResolutionsRequest, Resolved, ResolveRequest } from "../../ports/dead-letter-store.js";
import {
  type Append,
  type Appended,
  type ClaimRequest,
  type ConsumerRef,
  type Delivery,
  type EventStore,
  type GroupRef,
  type GroupSpec,
  type HandOff,
  type RangeRequest,
  type ReadRequest,
  type RecordedHop,
  type ReturnedEntry,
  type Settled,
  type StreamEntry,
  type StreamState,
  SUSPECT_DELIVERIES,
  type SuspectsRequest,
} from "../../ports/event-store.js";
import type { Finding } from "../../ports/finding.js";
import { systemClock } from "../../ports/clock.js";
import type { ReapRequest, TrimRequest } from "../../ports/retention.js";
import { HIGHEST_ID, type IdBound, LOWEST_ID } from "../entry-id.js";
import {
  boundsOf,
  checkAppend,
  checkClaim,
  checkHandOff,
  checkIds,
  checkRead,
  checkReap,
  checkReturned,
  checkTrim,
  startOf,
} from "../requests.js";
import { entryOf, flatten, type RawEntry } from "./entry-reply.js";
import { handOffCall, settledOf } from "./hand-off-call.js";
import { hopHead, recordPart } from "./hop-record.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { requireAccepted, sizeOf } from "./largest-argument.js";
import { RedisDeadLetters } from "./redis-dead-letters.js";
import { closedError } from "./redis-errors.js";
import type { RedisGroups } from "./redis-groups.js";
import type { RedisLineage } from "./redis-lineage.js";
import type { RedisReplication } from "./redis-replication.js";
import { type RedisScript, runScript, type ScriptCall } from "./redis-script.js";
import { appendScript } from "./scripts/append.js";
import { claimScript, suspectsScript } from "./scripts/claim.js";
import { giveBackScript } from "./scripts/give-back.js";
import { reapScript } from "./scripts/reap.js";
import { renewScript } from "./scripts/renew.js";
import { trimScript } from "./scripts/trim.js";
import { readServerFacts } from "./server-facts.js";
import { judgeServer } from "./server-judgement.js";
import { readStreamStates } from "./stream-states.js";

export interface RedisEventStoreParts {
  readonly commands: RedisConnection;
  readonly groups: RedisGroups;
  readonly lineage: RedisLineage;
  readonly replication: RedisReplication;
  readonly keys: Keys;
  readonly seenLimit: number;
  /** Called first: what breaks from then on is broken on purpose. */
  readonly onClose: () => void;
}

/** Streams in Redis; made by `openRedisStore`. */
export class RedisEventStore implements EventStore {
  readonly #parts: RedisEventStoreParts;
  readonly #deadLetters: RedisDeadLetters;
  #closed = false;

  constructor(parts: RedisEventStoreParts) {
    this.#parts = parts;
    this.#deadLetters = new RedisDeadLetters(parts.commands, parts.keys);
  }

  async ensureGroups(groups: readonly GroupSpec[]): Promise<void> {
    this.#requireOpen();
    await this.#parts.groups.ensure(groups.map((spec) => ({ ...spec, startFrom: startOf(spec) })));
  }

  async append(append: Append): Promise<Appended> {
    this.#requireOpen();
    checkAppend(append);
    const { stream, fields, eventId, hop } = append;
    const { keys, seenLimit, lineage, replication } = this.#parts;
    const place = hop === undefined ? { keys: [], args: [0, 0, 0] } : lineage.place();
    const record = hop === undefined ? ["", "", ""] : [hop.traceId, hop.parentTraceId ?? "", hopHead(hop)];
    const call = {
      script: appendScript,
      keys: [keys.stream(stream), keys.seen(stream), ...place.keys],
      args: [eventId, seenLimit, ...place.args, ...record, recordPart(stream), ...flatten(fields)],
    };
    const reply = await this.#add(
      `stream ${stream}`,
      () => call,
      (client) => replication.confirmAppend(client),
    );
    return typeof reply === "string" ? { entryId: reply, duplicate: false } : { duplicate: true };
  }

  async read(request: ReadRequest): Promise<readonly Delivery[]> {
    this.#requireOpen();
    checkRead(request);
    return request.signal?.aborted === true ? [] : this.#parts.groups.read(request);
  }

  async claim(request: ClaimRequest): Promise<readonly Delivery[]> {
    this.#requireOpen();
    checkClaim(request);
    const { group, consumer, minIdleMs, count, suspects = "with" } = request;
    const args = [group, consumer, Math.round(minIdleMs), count, suspects, SUSPECT_DELIVERIES];
    const reply = await this.#streamScript(request, claimScript, args);
    return (reply as [...RawEntry, number][]).map(([id, pairs, deliveries]) => ({
      ...entryOf([id, pairs]),
      deliveries,
    }));
  }

  async suspects(request: SuspectsRequest): Promise<number> {
    this.#requireOpen();
    checkClaim({ ...request, count: 1 });
    const { group, consumer, minIdleMs } = request;
    const args = [group, consumer, Math.round(minIdleMs), SUSPECT_DELIVERIES];
    return Number(await this.#streamScript(request, suspectsScript, args));
  }

  async renew(consumer: ConsumerRef, ids: readonly string[]): Promise<readonly string[]> {
    this.#requireOpen();
    checkIds(ids);
    if (ids.length === 0) return [];
    const reply = await this.#streamScript(consumer, renewScript, [consumer.group, consumer.consumer, ...ids]);
    return reply as string[];
  }

  async giveBack(consumer: ConsumerRef, entries: readonly ReturnedEntry[]): Promise<void> {
    this.#requireOpen();
    checkReturned(entries);
    if (entries.length === 0) return;
    const args = entries.flatMap(({ id, idleMs, deliveries }) => [id, Math.round(idleMs), deliveries]);
    await this.#streamScript(consumer, giveBackScript, [consumer.group, consumer.consumer, ...args]);
  }

  async handOff(handOff: HandOff): Promise<readonly Settled[]> {
    this.#requireOpen();
    checkHandOff(handOff);
    if (handOff.settlements.length === 0 && handOff.activity === undefined) return [];
    const { keys, lineage, replication } = this.#parts;
    const call = handOffCall(handOff, keys, lineage.place());
    const subject = `a hand-off from ${handOff.stream}`;
    const reply = await this.#add(subject, call, (client) => replication.confirmHandOff(client));
    return settledOf(handOff, reply);
  }

  async range(request: RangeRequest): Promise<readonly StreamEntry[]> {
    this.#requireOpen();
    const { from, to } = boundsOf(request);
    // Redis calls a range malformed whose end has nothing beyond it.
    if ((from.exclusive && from.id === HIGHEST_ID) || (to.exclusive && to.id === LOWEST_ID)) return [];
    const key = this.#parts.keys.stream(request.stream);
    const entries = await this.#command(`stream ${request.stream}`, (client) =>
      request.reverse === true
        ? client.xrevrange(key, boundText(to), boundText(from), "COUNT", request.count)
        : client.xrange(key, boundText(from), boundText(to), "COUNT", request.count),
    );
    return entries.map(entryOf);
  }

  async hop(traceId: string): Promise<RecordedHop | undefined> {
    this.#requireOpen();
    return this.#parts.lineage.hop(traceId);
  }

  async children(traceId: string): Promise<readonly string[]> {
    this.#requireOpen();
    return this.#parts.lineage.children(traceId);
  }

  async inspect(streams: readonly string[]): Promise<readonly StreamState[]> {
    this.#requireOpen();
    const subject = `streams ${streams.join(", ")}`;
    return this.#command(subject, (client) => readStreamStates(client, this.#parts.keys, streams));
  }

  async examine(): Promise<readonly Finding[]> {
    this.#requireOpen();
    const now = (): number => systemClock.now();
    return judgeServer(await this.#command("the server", (client) => readServerFacts(client, now)));
  }

  async resolve(request: ResolveRequest): Promise<readonly Resolved[]> {
    this.#requireOpen();
    return this.#deadLetters.resolve(request);
  }

  async resolution(stream: string, id: string): Promise<Resolution | undefined> {
    this.#requireOpen();
    return this.#deadLetters.resolution(stream, id);
  }

  async resolutions(request: ResolutionsRequest): Promise<readonly Resolution[]> {
    this.#requireOpen();
    return this.#deadLetters.resolutions(request);
  }

  async purge(stream: string, ids: readonly string[]): Promise<readonly string[]> {
    this.#requireOpen();
    return this.#deadLetters.purge(stream, ids);
  }

  async trim(request: TrimRequest): Promise<number> {
    this.#requireOpen();
    checkTrim(request);
    const { stream, groups, keepNewest, minAgeMs, count } = request;
    const args = [keepNewest, Math.round(minAgeMs), count, ...groups];
    const call = { script: trimScript, keys: [this.#parts.keys.stream(stream)], args };
    return (await this.#script(`stream ${stream}`, call)) as number;
  }

  async reap(request: ReapRequest): Promise<readonly string[]> {
    this.#requireOpen();
    checkReap(request);
    const reply = await this.#streamScript(request, reapScript, [request.group, Math.round(request.idleMs)]);
    this.#parts.groups.forgetConsumers();
    return (reply as string[]).sort();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts.onClose();
    await this.#parts.groups.close();
    await this.#parts.commands.close();
  }

  #requireOpen(): void {
    if (this.#closed) throw closedError();
  }

  /** Runs a script that adds entries, of any size. */
  #add(
    subject: string,
    call: (repeated: boolean) => ScriptCall,
    confirm: (client: Redis) => Promise<void>,
  ): Promise<unknown> {
    const first = call(false);
    return this.#parts.commands.run({
      subject,
      repeatable: true,
      size: sizeOf(first),
      execute: async (client, repeated) => {
        await requireAccepted(client, first, subject);
        const reply = await runScript(client, repeated ? call(true) : first);
        await confirm(client);
        return reply;
      },
    });
  }

  /** Runs a script on the stream of a group. */
  #streamScript({ stream }: GroupRef, script: RedisScript, args: ScriptCall["args"]): Promise<unknown> {
    return this.#script(`stream ${stream}`, { script, keys: [this.#parts.keys.stream(stream)], args });
  }

  #script(subject: string, call: ScriptCall): Promise<unknown> {
    return this.#command(subject, (client) => runScript(client, call));
  }

  #command<T>(subject: string, execute: (client: Redis) => Promise<T>): Promise<T> {
    return this.#parts.commands.run({ subject, repeatable: true, execute });
  }
}

function boundText({ id, exclusive }: IdBound): string {
  return exclusive ? `(${id}` : id;
}
