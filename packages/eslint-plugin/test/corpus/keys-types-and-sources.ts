// @ts-nocheck
import { FieldName, type PublishableEvent, type Topology, tradingSignal } from "@handoff/contracts";
import type { Payload } from "jwt";
import { decodeEvent } from "./codec.js";

type In = EventEnvelope;
interface Signal extends EventData {}

export function typed(
  first: EventEnvelope,
  second: EventEnvelope<Signal> | null,
  third: Readonly<DbRow>,
  many: readonly DbRow[],
  alias: In,
  event: PublishableEvent,
  foreign: Payload,
  topology: Topology,
) {
  first.side; // expect: no-raw-string-key rawKey
  second.side; // expect: no-raw-string-key rawKey
  third.side; // expect: no-raw-string-key rawKey
  many[0].side; // expect: no-raw-string-key rawKey
  many.length;
  many.map((row) => row.side); // expect: no-raw-string-key rawKey
  many.reduce((sum, row) => sum + row.price, 0); // expect: no-raw-string-key rawKey
  many.find((row) => row[FieldName.SYMBOL] === "X")?.side; // expect: no-raw-string-key rawKey
  many.filter(Boolean).at(-1).side; // expect: no-raw-string-key rawKey
  alias.side; // expect: no-raw-string-key rawKey
  event.side; // expect: no-raw-string-key rawKey
  foreign.sub;
  foreign["sub"];
  topology.streams;
  (foreign as EventData).side; // expect: no-raw-string-key rawKey
  const copy = { ...first };
  copy.side; // expect: no-raw-string-key rawKey
  structuredClone(first).side; // expect: no-raw-string-key rawKey
  JSON.parse(JSON.stringify(first)).side; // expect: no-raw-string-key rawKey
  const either = second ?? {};
  either.side; // expect: no-raw-string-key rawKey
  const { side, ...rest } = first; // expect: no-raw-string-key rawKey
  rest.price; // expect: no-raw-string-key rawKey
}

export async function sources(db, redis, raw, page) {
  const event = decodeEvent(raw);
  event.side; // expect: no-raw-string-key rawKey
  const parsed = tradingSignal.readSchema.safeParse(raw);
  if (!parsed.success) throw parsed.error;
  parsed.data.symbol; // expect: no-raw-string-key rawKey
  tradingSignal.readSchema.parse(raw).symbol; // expect: no-raw-string-key rawKey
  JSON.parse(event[FieldName.DATA]).symbol; // expect: no-raw-string-key rawKey

  const result = await db.query("SELECT * FROM positions");
  result.rowCount;
  result.rows.map((each) => each.symbol); // expect: no-raw-string-key rawKey
  const { rows } = await db.query(`select * from positions where id = ${1}`);
  rows[0].symbol; // expect: no-raw-string-key rawKey
  for (const { symbol } of rows) symbol.trim(); // expect: no-raw-string-key rawKey
  const [first] = await db.query("SELECT 1");
  first[0].symbol; // expect: no-raw-string-key rawKey
  for (const each of await db.query(sql)) each.symbol; // expect: no-raw-string-key rawKey
  (await page.query(".symbol")).symbol;
  const { data } = await page.query({ query: "signals" });

  const entries = await redis.xreadgroup("GROUP", "g", "c", "STREAMS", "signals", ">"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name unknownGroup
  for (const [stream, messages] of entries) {
    for (const [id, fields] of messages) {
      fields[fields.indexOf("side") + 1]; // expect: no-raw-string-key rawKey
      fields["side"]; // expect: no-raw-string-key rawKey
    }
  }
  const replies = await client.xReadGroup("g", "c", { key: "signals", id: ">" }); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name unknownGroup
  for (const reply of replies) {
    reply.name;
    for (const entry of reply.messages) {
      entry.id;
      entry.message.side; // expect: no-raw-string-key rawKey
    }
  }
  const hash = await redis.hgetall("position:1");
  hash.symbol; // expect: no-raw-string-key rawKey
}

function describe(thing) {
  return thing.symbol; // expect: no-raw-string-key rawKey
}
function loose(thing) {
  thing.symbol; // expect: no-raw-string-key rawKey
  thing.whatever;
  return thing["whatever"]; // expect: no-raw-string-key unregisteredKey
}
function annotated(thing: Shape) {
  return thing.symbol;
}
async function load(): Promise<DbRow> {
  return db.one();
}
const latest = (event: EventEnvelope) => event[FieldName.DATA];

export async function flows(event: EventEnvelope, other) {
  describe(event);
  loose(event);
  loose(other);
  annotated(event);
  (await load()).symbol; // expect: no-raw-string-key rawKey
  latest(event).symbol; // expect: no-raw-string-key rawKey
}

class Book {
  last?: EventEnvelope;
  private position: Position;
  order;
  read() {
    this.last.side; // expect: no-raw-string-key rawKey
    this.position["symbol"];
    this.order["side"]; // expect: no-raw-string-key rawKey
    this.order.side;
  }
}
