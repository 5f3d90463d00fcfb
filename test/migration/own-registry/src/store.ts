export type Entry = [id: string, fields: string[]];

/** The commands of the client that the lab uses. */
export interface Store {
  xadd(stream: string, ...words: string[]): Promise<string>;
  xgroup(command: "CREATE", stream: string, group: string, id: string): Promise<void>;
  xreadgroup(word: "GROUP", group: string, consumer: string, ...words: string[]): Promise<[string, Entry[]][] | null>;
  xack(stream: string, group: string, id: string): Promise<number>;
  hset(key: string, fields: Record<string, string>): Promise<number>;
  hgetall(key: string): Promise<Record<string, string>>;
}
