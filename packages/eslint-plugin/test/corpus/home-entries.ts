// @ts-nocheck
// A laboratory's worker: entries of a stream as ioredis returns them, decoded by hand.
import Redis from "ioredis";

type StreamReply = [stream: string, entries: [id: string, fields: string[]][]][];

const GROUP = "result-writers";

export class ResultReader {
  constructor(
    private readonly redis: Redis,
    private readonly keys: { results: string; rejected: string },
  ) {}

  async readBatch(streams: string[]) {
    const reply = (await this.redis.xreadgroup(
      "GROUP",
      GROUP,
      "writer-1",
      "COUNT",
      100,
      "STREAMS",
      ...streams,
      ...streams.map(() => ">"),
    )) as readonly [string, readonly [string, readonly string[]][]][] | null;
    for (const [stream, entries] of reply ?? []) {
      for (const [id, fields] of entries) {
        const sample = decodeFields(fields);
        if (sample === null) await this.redis.xack(stream, GROUP, id);
      }
    }
  }

  async readAnew() {
    const reply: StreamReply | null = await this.redis.xread("STREAMS", this.keys.results, "$");
    const [, entries] = reply?.[0] ?? ["", []];
    return entries.map(([, fields]) => fields[fields.indexOf("order_id") + 1]); // expect: no-raw-string-key rawKey
  }

  /** A page of entries and how many there are, in one turn. */
  async page(before: string) {
    const [entries, total] = await Promise.all([
      this.redis.xrevrange(this.keys.results, before, "-", "COUNT", 50),
      this.redis.xlen(this.keys.results),
    ]);
    const raw = entries as [string, string[]][];
    return { total, items: raw.map(([id, fields]) => ({ id, sample: parseSample(fields) })) };
  }

  async wards(ids: string[]) {
    const wards = await Promise.all(ids.map((id) => this.redis.hgetall(`ward:${id}`)));
    const beds = wards.map((ward) => Number(ward.quantity)); // expect: no-raw-string-key rawKey
    return { beds, names: ids.map((id) => id.toUpperCase()) };
  }

  async reject(sample: string) {
    await this.redis.xadd(this.keys.rejected, "*", "body", JSON.stringify({ sample, ward: "B2" })); // expect: no-raw-string-key unregisteredKey, no-raw-string-key unregisteredKey
  }
}

function decodeFields(fields: unknown) {
  if (!Array.isArray(fields)) return null;
  const at = fields.indexOf("body"); // expect: no-raw-string-key unregisteredKey
  return at < 0 ? null : fields[at + 1];
}

function parseSample(fields: readonly string[]) {
  const text: string | undefined = fields[fields.indexOf("data") + 1]; // expect: no-raw-string-key rawKey
  if (text === undefined) return null;
  const parsed = JSON.parse(text) as Record<string, unknown>;
  return {
    analyte: parsed["analyte"], // expect: no-raw-string-key unregisteredKey
    score: parsed["score"], // expect: no-raw-string-key rawKey
    text: text.trim(),
  };
}

/** What is an array of text and no entry has no keys. */
export function columnsOf(fields: string[], position: number[], message: string) {
  return [fields.indexOf("body"), position.includes(3), message.length, fields["length"]];
}
