// @ts-nocheck
import { randomUUID } from "node:crypto";
import { ConsumerGroup, decodeEvent, defineTopology, FieldName, Stream, type Topology } from "@handoff/contracts";
import { Redis } from "ioredis";
import { Exchange } from "./streams.js";

const redis = new Redis();

// Each leg of an auction has an id of its own, and each is logged with the incoming one.
export async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  for (const slot of slotsOf(event[FieldName.SYMBOL])) {
    const current = randomUUID();
    logger.info({ slot, incoming, current }, "agent handoff");
    await redis.xadd(Exchange.BIDS, "*", { [FieldName.SYMBOL]: slot, [FieldName.TRACE_ID]: current });
  }
}

namespace lateRead {
  // Minted and logged before anything is read: the log line shows nothing.
  export async function processEvent(event) {
    const current = randomUUID();
    logger.info({ current }, "agent handoff");
    await redis.xadd(Exchange.BIDS, "*", { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeRead
  }
}

namespace noTrace {
  // A bid without a trace.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logger.info({ incoming, current }, "agent handoff");
    await redis.xadd(Exchange.BIDS, "*", { [FieldName.SYMBOL]: event[FieldName.SYMBOL] }); // expect: require-trace-handoff publishWithoutTrace
  }
}

namespace rawTrace {
  // The steps are right, the keys are not: one finding a key is enough.
  export async function processEvent(event) {
    const incoming = event.trace_id; // expect: no-raw-string-key rawKey
    const current = randomUUID();
    logger.info({ incoming, current }, "agent handoff");
    await redis.xadd(Exchange.BIDS, "*", { [FieldName.TYPE]: "bid", trace_id: current }); // expect: no-raw-string-key rawKey
  }
}

namespace moduleMint {
  // One id for all auctions of the process.
  const current = randomUUID();
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    logger.info({ incoming, current }, "agent handoff"); // expect: require-trace-handoff sharedMint
    await redis.xadd(Exchange.BIDS, "*", { [FieldName.TRACE_ID]: current });
  }
}

namespace aliased {
  // An alias of the incoming id is the incoming id.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const parent = incoming;
    const current = randomUUID();
    logger.info({ incoming, current }, "agent handoff");
    await redis.xadd(Exchange.WINS, "*", { [FieldName.TRACE_ID]: parent }); // expect: require-trace-handoff publishIncomingTrace
  }
}

namespace ignoring {
  // A handler that only counts needs no trace.
  export async function processEvent(event) {
    counter.increment({ type: event[FieldName.TYPE] });
  }
}

// A currency's conversion under names of the market: dots on locals and on numbers.
export function clearing(bids) {
  const [first, second] = bids.toSorted((a, b) => b.price - a.price);
  const order = { price: second?.price ?? first.price, side: first.side };
  return order.price;
}

// Known at write time or not, a key of the union is dynamic in a sink.
export async function update(bid, field: "price" | "quantity") {
  await redis.xadd(Exchange.BIDS, "*", { [FieldName.SYMBOL]: bid.slot, [field]: bid.value }); // expect: no-dynamic-field dynamicField
}

// The field's name comes from the registry through a constant.
const AMOUNT = FieldName.QUANTITY;
export async function amount(bid) {
  await redis.xadd(Exchange.BIDS, "*", { [FieldName.SYMBOL]: bid.slot, [AMOUNT]: bid.value });
}

// The topology by hand.
export const topology = defineTopology({
  streams: { signals: [bidRequested] }, // expect: no-raw-stream-name rawStreamName
  agents: {
    Bidder: { consumes: "signals", group: "reasoning_agents", publishes: [Stream.DECISIONS] }, // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
    Clearer: { consumes: Stream.DECISIONS, group: ConsumerGroup.EXECUTION_AGENTS, publishes: ["executions"] }, // expect: no-raw-stream-name rawStreamName
  },
});

// A win notice: what the exchange posts is its own OpenRTB.
export async function onWin(request) {
  const { seatbid, cur } = await request.json();
  return seatbid.flatMap(({ bid }) => bid.map((one) => ({ price: one.price, currency: cur, type: one.mtype })));
}

// A hot path that reads through a local constant of a spelling.
const PRICE = "price";
export function floorOf(entry) {
  const event = decodeEvent(entry);
  return Math.max(event[FieldName.DATA][PRICE], 0.01); // expect: no-raw-string-key rawKey
}
