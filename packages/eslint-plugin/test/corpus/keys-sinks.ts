// @ts-nocheck
import { FieldName, Stream } from "@handoff/contracts";

export class Publisher {
  async direct(result, symbol, leg) {
    await this.redis.publish(Stream.SIGNALS, { type: "trading_signal" }); // expect: no-raw-string-key rawKey
    await this.redis.publish("output_stream", { type: "x", [FieldName.DATA]: { symbol } }); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    await mqtt.publish("home/light", { brightness: 3 });
    await this.redis.publish(Stream.SIGNALS, { [FieldName.DATA]: result }, { maxLen: 1000 });
    await this.redis.publish(Stream.SIGNALS, { made_up: 1 }); // expect: no-raw-string-key unregisteredKey
    await this.redis.publish(Stream.SIGNALS, { source: "x" }); // expect: no-raw-string-key rawKey
    await emitEvent({ ["side"]: 1 }); // expect: no-raw-string-key rawKey
    await encodeEvent({ side: 1 }); // expect: no-raw-string-key rawKey
    await this.deadLetter({ error: "x" }, cause, { retries: 3 }); // expect: no-raw-string-key rawKey
    await publish(Stream.SIGNALS, JSON.stringify({ side: 1 })); // expect: no-raw-string-key rawKey
    await publish(Stream.SIGNALS, { ...base, ...(leg && { side: 1 }) }); // expect: no-raw-string-key rawKey
    await publish(Stream.SIGNALS, leg ? { side: 1 } : { action: 1 }); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    await publish(Stream.SIGNALS, { [FieldName.DATA]: this.legs.map((each) => ({ symbol: each.s })) }); // expect: no-raw-string-key rawKey
    logStructured("info", "published", { side: 1 });
    await db.insert(table).values({ side: 1 });
  }

  async built(symbol) {
    const out = { side: 1 }; // expect: no-raw-string-key rawKey
    out.symbol = symbol; // expect: no-raw-string-key rawKey
    out["price"] = 3; // expect: no-raw-string-key rawKey
    await publish(Stream.SIGNALS, out);
    const data = {};
    data.symbol = symbol; // expect: no-raw-string-key rawKey
    await publish(Stream.SIGNALS, { [FieldName.DATA]: data });
    const when = new Date();
    when.year;
    await publish(Stream.SIGNALS, { [FieldName.TIMESTAMP]: when });
    this.emit({ side: 1 }); // expect: no-raw-string-key rawKey
    await publish(Stream.SIGNALS, this.envelope());
    Object.assign(out, { action: "buy" }); // expect: no-raw-string-key rawKey
  }

  emit(event) {
    return this.bus.publish(Stream.SIGNALS, event);
  }

  envelope() {
    return { type: "trading_signal" }; // expect: no-raw-string-key rawKey
  }

  async flat(symbol, key) {
    await redis.xadd("signals", "*", "side", 1, FieldName.SYMBOL, symbol); // expect: no-raw-string-key rawKey, no-raw-stream-name rawStreamName
    await redis.xadd(Stream.SIGNALS, "MAXLEN", "~", 1000, "*", "side", 1, "made_up", 2); // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
    await redis.xadd("audit", "*", "side", 1, "made_up", 2); // expect: no-raw-string-key rawKey, no-raw-stream-name unknownStream
    await redis.xadd(Stream.SIGNALS, "*", FieldName.DATA, JSON.stringify({ symbol })); // expect: no-raw-string-key rawKey
    await client.xAdd(Stream.SIGNALS, "*", { side: "1" }, { TRIM: { strategy: "MAXLEN" } }); // expect: no-raw-string-key rawKey
    await redis.hset("session:1", "last_seen_ip", ip);
    await redis.hset("session:1", { last_seen_ip: ip });
    await redis.hset("position:1", "symbol", symbol); // expect: no-raw-string-key rawKey
    await redis.hset("position:1", { symbol, venue: 1 }); // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
    await redis.hmset("position:1", { symbol }); // expect: no-raw-string-key rawKey
    await redis.hset("position:1", ["symbol", symbol]); // expect: no-raw-string-key rawKey
    await redis.hget("position:1", "symbol"); // expect: no-raw-string-key rawKey
    await redis.hmget("position:1", "symbol", "venue", "price"); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    await redis.hdel("position:1", FieldName.SYMBOL, key);
    await redis.hincrby("position:1", "quantity", 1); // expect: no-raw-string-key rawKey
  }
}

export async function lists(symbol, side, rows) {
  await redis.xadd(Stream.SIGNALS, "*", ["side", side, "made_up", 1]); // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
  const flat = ["symbol", symbol]; // expect: no-raw-string-key rawKey
  if (side) flat.push("side", side, FieldName.PRICE, 1); // expect: no-raw-string-key rawKey
  await redis.xadd(Stream.SIGNALS, "*", ...flat);
  await redis.xadd(Stream.SIGNALS, "MAXLEN", "~", 9, "*", flat);
  const torn = ["symbol"];
  torn.push(symbol);
  await redis.xadd(Stream.SIGNALS, "*", ...torn);
  const legs = [];
  for (const row of rows) legs.push({ symbol: row.s }); // expect: no-raw-string-key rawKey
  await publish(Stream.SIGNALS, { [FieldName.DATA]: legs });
  const others = [];
  others.push({ symbol }, ["symbol", symbol]);
  log(others);
  const typedLegs: EventData[] = [];
  typedLegs.push({ symbol }); // expect: no-raw-string-key rawKey
}

export function typed(symbol): EventData {
  const cast = { symbol } as EventData; // expect: no-raw-string-key rawKey
  const checked = { symbol } satisfies EventData; // expect: no-raw-string-key rawKey
  const declared: EventData = { symbol }; // expect: no-raw-string-key rawKey
  const list: EventData[] = [{ symbol }]; // expect: no-raw-string-key rawKey
  const plain = { symbol };
  return { symbol }; // expect: no-raw-string-key rawKey
}

export async function open(result) {
  await publish(Stream.SIGNALS, {
    [FieldName.TYPE]: "agent_result",
    [FieldName.DATA]: { anything: 1, nested: { too: 2 } },
  });
  await publish(Stream.SIGNALS, { [FieldName.TYPE]: "agent_result", [FieldName.DATA]: { symbol: 1 } }); // expect: no-raw-string-key rawKey
}

type Key = Pick<EventData, "side">;
interface Row {
  side: EventData["side"];
}
