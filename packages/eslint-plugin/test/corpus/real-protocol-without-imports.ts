// @ts-nocheck

// A depot whose files import nothing of ours yet: its events are told by the keys that only they have.
interface Payload {
  readonly symbol: string;
  readonly lane: string;
}

export class Depot {
  async dispatch(symbol, quantity) {
    await emitEvent({ type: "dispatched", data: { symbol, quantity } }); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
    await this.bus.publish("depot", { symbol, lane: 3 }); // expect: no-raw-stream-name unknownStream, no-raw-string-key rawKey, no-raw-string-key unregisteredKey
    await this.bus.publish("depot", JSON.stringify({ type: "moved", data: { order_id: 1 } })); // expect: no-raw-stream-name unknownStream, no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
    await this.bus.publish("depot", { type: "moved", data: { lane: 1 } });
    await this.deadLetter({ error: "late", failed_event: symbol }); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  }

  load(payload: Payload) {
    return payload.symbol + payload.lane; // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
  }
}
