export type StreamEntry = [id: string, fields: string[]];
export type StreamReply = [stream: string, entries: StreamEntry[]][];

/** The commands of the client that the desk uses. */
export interface RedisCommands {
  xadd(stream: string, ...words: (string | number)[]): Promise<string>;
  xlen(stream: string): Promise<number>;
  xrange(stream: string, start: string, end: string): Promise<StreamEntry[]>;
  xgroup(command: "CREATE", stream: string, group: string, id: string, option: "MKSTREAM"): Promise<"OK">;
  xreadgroup(
    word: "GROUP",
    group: string,
    consumer: string,
    ...words: (string | number)[]
  ): Promise<StreamReply | null>;
  xack(stream: string, group: string, ...ids: string[]): Promise<number>;
  hset(key: string, ...fields: (string | number | Record<string, string | number>)[]): Promise<number>;
  hget(key: string, field: string): Promise<string | null>;
  hmget(key: string, ...fields: string[]): Promise<(string | null)[]>;
  hgetall(key: string): Promise<Record<string, string>>;
  hincrby(key: string, field: string, amount: number): Promise<number>;
  hdel(key: string, ...fields: string[]): Promise<number>;
}
