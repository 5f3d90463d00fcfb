import { randomUUID } from "node:crypto";
import type { Resolution, ResolutionsRequest, Resolved, ResolveRequest } from "../../ports/dead-letter-store.js";
import { checkIds, checkPurge, checkResolutions, checkResolve } from "../requests.js";
import { entryOf, flatten } from "./entry-reply.js";
import type { Keys } from "./keys.js";
import type { RedisConnection } from "./redis-connection.js";
import { runScript, type ScriptCall } from "./redis-script.js";
import { purgeScript } from "./scripts/purge.js";
import { resolutionsScript } from "./scripts/resolutions.js";
import { resolveScript } from "./scripts/resolve.js";

/** A resolution as the script keeps it: JSON. */
interface KeptResolution {
  readonly at: string;
  readonly position: number;
  /** Stream and entry id of the replay; absent where it was discarded. */
  readonly replay?: readonly [stream: string, entryId: string];
  /** Names and values in turn. */
  readonly fields: readonly string[];
}

/** Dead letters that were resolved, in Redis. */
export class RedisDeadLetters {
  readonly #commands: RedisConnection;
  readonly #keys: Keys;

  constructor(commands: RedisConnection, keys: Keys) {
    this.#commands = commands;
    this.#keys = keys;
  }

  async resolve(request: ResolveRequest): Promise<readonly Resolved[]> {
    checkResolve(request);
    const { stream, letters, at } = request;
    if (letters.length === 0) return [];
    const targets = [...new Set(letters.flatMap(({ replay }) => (replay === undefined ? [] : [replay.stream])))];
    const letterArgs = letters.flatMap(({ id, replay }) => {
      if (replay === undefined) return [id, 0, "", "", 0];
      const pairs = flatten(replay.fields);
      return [id, targets.indexOf(replay.stream) + 1, replay.group ?? "", replay.once, pairs.length, ...pairs];
    });
    const { records, order } = this.#keys.resolved(stream);
    const reply = await this.#script(stream, {
      script: resolveScript,
      keys: [this.#keys.stream(stream), records, order, ...targets.map((target) => this.#keys.stream(target))],
      // The token tells a repetition of this very call, whose reply was lost, from another call.
      args: [at, randomUUID(), Buffer.byteLength(this.#keys.prefix), ...letterArgs],
    });
    return (reply as [kind: string, kept?: string][]).map(([kind, kept], index): Resolved => {
      const id = letters[index]?.id ?? "";
      if (kind === "missing" || kind === "target_missing") return { id, kind };
      return { id, kind: "resolved", resolution: resolutionOf(id, kept ?? ""), fresh: kind === "fresh" };
    });
  }

  async resolution(stream: string, id: string): Promise<Resolution | undefined> {
    checkIds([id]);
    const kept = await this.#commands.run({
      subject: `the resolutions of ${stream}`,
      repeatable: true,
      execute: (client) => client.hget(this.#keys.resolved(stream).records, id),
    });
    return kept === null ? undefined : resolutionOf(id, kept);
  }

  async resolutions(request: ResolutionsRequest): Promise<readonly Resolution[]> {
    checkResolutions(request);
    const { stream, before, count } = request;
    const { records, order } = this.#keys.resolved(stream);
    const reply = await this.#script(stream, {
      script: resolutionsScript,
      keys: [records, order],
      args: [before === undefined ? "+inf" : `(${before}`, count],
    });
    return (reply as [id: string, kept: string][]).map(([id, kept]) => resolutionOf(id, kept));
  }

  async purge(stream: string, ids: readonly string[]): Promise<readonly string[]> {
    checkPurge(ids);
    if (ids.length === 0) return [];
    const { records, order } = this.#keys.resolved(stream);
    const keys = [this.#keys.stream(stream), records, order];
    // A purge that is sent again finds nothing left: what the first attempt removed, it no longer knows.
    return (await this.#script(stream, { script: purgeScript, keys, args: ids })) as string[];
  }

  #script(stream: string, call: ScriptCall): Promise<unknown> {
    const subject = `the dead letters of ${stream}`;
    return this.#commands.run({ subject, repeatable: true, execute: (client) => runScript(client, call) });
  }
}

function resolutionOf(id: string, kept: string): Resolution {
  const { at, position, replay, fields } = JSON.parse(kept) as KeptResolution;
  const [stream, entryId] = replay ?? [];
  return {
    ...entryOf([id, fields]),
    at: Number(at),
    position,
    ...(stream === undefined || entryId === undefined ? {} : { replay: { stream, entryId } }),
  };
}
