import type { RedisCommands, StreamEntry } from "../src/redis/commands.js";

/** As much of Redis as the desk uses, in memory, with ids that count from 1. */
export function createFakeRedis() {
  const streams = new Map<string, StreamEntry[]>();
  const groups = new Map<string, { next: number; pending: Set<string> }>();
  const hashes = new Map<string, Map<string, string>>();
  let sequence = 0;
  const streamOf = (name: string): StreamEntry[] => {
    const entries = streams.get(name) ?? [];
    streams.set(name, entries);
    return entries;
  };
  const hashOf = (key: string): Map<string, string> => {
    const hash = hashes.get(key) ?? new Map<string, string>();
    hashes.set(key, hash);
    return hash;
  };
  const redis: RedisCommands = {
    async xadd(stream, ...words) {
      const fields = words.slice(words.indexOf("*") + 1).map(String);
      if (fields.length === 0 || fields.length % 2 !== 0) throw new Error("ERR wrong number of arguments for 'xadd'");
      sequence += 1;
      streamOf(stream).push([`${sequence}-0`, fields]);
      return `${sequence}-0`;
    },
    async xlen(stream) {
      return streams.get(stream)?.length ?? 0;
    },
    async xrange(stream) {
      return streams.get(stream) ?? [];
    },
    async xgroup(_command, stream, group) {
      streamOf(stream);
      groups.set(`${stream} ${group}`, { next: 0, pending: new Set() });
      return "OK";
    },
    async xreadgroup(_word, group, _consumer, ...words) {
      const names = words.slice(words.indexOf("STREAMS") + 1).map(String);
      const reply = names.slice(0, names.length / 2).flatMap((stream): [string, StreamEntry[]][] => {
        const state = groups.get(`${stream} ${group}`);
        if (state === undefined) throw new Error(`NOGROUP ${stream} ${group}`);
        const entries = streamOf(stream).slice(state.next);
        state.next += entries.length;
        for (const [id] of entries) state.pending.add(id);
        return entries.length === 0 ? [] : [[stream, entries]];
      });
      return reply.length === 0 ? null : reply;
    },
    async xack(stream, group, ...ids) {
      return ids.filter((id) => groups.get(`${stream} ${group}`)?.pending.delete(id)).length;
    },
    async hset(key, ...fields) {
      const flat = fields.flatMap((field) => (typeof field === "object" ? Object.entries(field).flat() : [field]));
      for (let index = 0; index < flat.length; index += 2)
        hashOf(key).set(String(flat[index]), String(flat[index + 1]));
      return flat.length / 2;
    },
    async hget(key, field) {
      return hashOf(key).get(field) ?? null;
    },
    async hmget(key, ...fields) {
      return fields.map((field) => hashOf(key).get(field) ?? null);
    },
    async hgetall(key) {
      return Object.fromEntries(hashOf(key));
    },
    async hincrby(key, field, amount) {
      const value = Number(hashOf(key).get(field) ?? 0) + amount;
      hashOf(key).set(field, String(value));
      return value;
    },
    async hdel(key, ...fields) {
      return fields.filter((field) => hashOf(key).delete(field)).length;
    },
  };
  return {
    redis,
    /** The fields of every entry of a stream, as they are on the wire. */
    wire: (stream: string): string[][] => (streams.get(stream) ?? []).map(([, fields]) => fields),
    pending: (): number => [...groups.values()].reduce((sum, { pending }) => sum + pending.size, 0),
    hash: (key: string): Record<string, string> => Object.fromEntries(hashes.get(key) ?? []),
    groups: (): string[] => [...groups.keys()],
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Fields with every trace id that was minted here replaced. */
export function withoutIds(fields: readonly string[]): string[] {
  return fields.map((field) => (UUID.test(field) ? "<uuid>" : field));
}
