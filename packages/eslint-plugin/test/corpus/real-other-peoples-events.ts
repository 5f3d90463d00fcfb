// @ts-nocheck
import { EventEmitter } from "node:events";

// A garage that has nothing to do with the protocol: its words are everybody's words.
interface Payload {
  readonly plate: string;
  readonly level: number;
}

export class Garage extends EventEmitter {
  enter(plate, level) {
    this.emitEvent({ type: "car-entered", timestamp: Date.now(), source: plate, level });
    this.bus.publish("garage.entered", { type: "entered", data: { plate }, timestamp: Date.now() });
    return emitEvent(this, { type: "entered", error: null, action: "open" });
  }

  emitEvent(event: GarageEvent) {
    this.emit(event.type, event);
  }

  // The name of a place is no dead letter.
  async retry(lane, gate) {
    const queue = this.keys.deadLetterQueueKey({ lane, gate });
    await this.deadLetter({ lane, gate }, "the gate is stuck");
    return this.redis.zrem(queue, this.keys.dead_letter_topic_name({ lane }));
  }

  // A type that declares its own keys, none of them ours.
  open(payload: Payload) {
    const { plate, level } = payload;
    return [plate, level, payload.plate];
  }
}
