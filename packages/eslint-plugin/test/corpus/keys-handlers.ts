// @ts-nocheck
import { FieldName } from "@handoff/contracts";
import { Agent, defineAgent } from "@handoff/runtime";

export class ReasoningAgent extends Agent {
  doWork(event, traceId, context) {
    const side = event["side"]; // expect: no-raw-string-key rawKey
    const type = event.type; // expect: no-raw-string-key rawKey
    const rsi = event.data.indicators.rsi; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
    const known = event[FieldName.DATA][FieldName.SYMBOL];
    const { symbol, [FieldName.ACTION]: action } = event[FieldName.DATA]; // expect: no-raw-string-key rawKey
    delete event["data"]["price"]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    event[FieldName.DATA].quantity += 1; // expect: no-raw-string-key rawKey
    event[FieldName.DATA].made_up; // expect: no-raw-string-key unregisteredKey
    event[FieldName.DATA].traceId; // expect: no-raw-string-key unregisteredKey
    event[FieldName.MADE_UP]; // expect: no-raw-string-key unknownMember
    event?.["trace_id"]; // expect: no-raw-string-key rawKey
    event?.data?.[`symbol`]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    return { [FieldName.SIDE]: side, confidence: 0.8 }; // expect: no-raw-string-key rawKey
  }
}

export async function processEvent(event) {
  event.get("trace_id"); // expect: no-raw-string-key rawKey
  "side" in event; // expect: no-raw-string-key rawKey
  Object.hasOwn(event, "side"); // expect: no-raw-string-key rawKey
  Reflect.get(event, "side"); // expect: no-raw-string-key rawKey
  event.hasOwnProperty("side"); // expect: no-raw-string-key rawKey
  Object.prototype.hasOwnProperty.call(event, "side"); // expect: no-raw-string-key rawKey
  event.toString();
  event.ack();
  event[FieldName.REASONING].length;
  event[FieldName.SYMBOL].split("/")[0];
  const ack = event.toJSON;
  const handle = event.handle; // expect: no-raw-string-key unregisteredKey
  event.then;
  return { ok: true };
}

export const processor = {
  async processEvent({ type, data: { symbol } }) {}, // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
};

export const registered = defineAgent({
  handle(event, context) {
    return event.data; // expect: no-raw-string-key rawKey
  },
});

function audit(event) {
  return event.symbol; // expect: no-raw-string-key rawKey
}
export const second = defineAgent({ handle: audit });

export class PricingService {
  processEvent(event) {
    return event.symbol;
  }
}

export class BrokerAgent extends Agent {
  doWork(order: BrokerOrder) {
    return order.symbol + order["symbol"];
  }
  handle(order: Record<string, unknown>) {
    order.symbol; // expect: no-raw-string-key rawKey
  }
}
