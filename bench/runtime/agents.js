import * as FieldName from "@handoff/contracts/field-name";
import { Agent } from "@handoff/runtime";
import { topology } from "./order.js";

/** Publishes each signal that it reads, rated. */
export class Rater extends Agent {
  constructor() {
    super(topology, "Rater");
  }

  doWork(event, _traceId, context) {
    context.publish("outgoing", {
      [FieldName.TYPE]: "signal_rated",
      [FieldName.DATA]: { ...event[FieldName.DATA], [FieldName.CONFIDENCE]: 0.5 },
    });
  }
}

/** Tells of each rated signal that it reads. */
export class Archive extends Agent {
  constructor(onEvent) {
    super(topology, "Archive");
    this.onEvent = onEvent;
  }

  doWork(event) {
    this.onEvent(event);
  }
}
