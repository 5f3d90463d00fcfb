// @ts-nocheck
import { type EventEnvelope, FieldName } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import { LabStream } from "./streams.js";
import { reagentLots } from "./reagents.js";

// A runtime agent that compares a result with the patient's previous one; no key of the laboratory is registered here.
class DeltaCheckAgent extends Agent {
  async doWork(event, traceId, context) {
    const result = event[FieldName.DATA];
    const previous = await this.history.latest(result["patient_id"]); // expect: no-raw-string-key unregisteredKey
    if (previous === undefined || previous.analyte !== result.analyte) return; // expect: no-raw-string-key unregisteredKey
    const delta = Math.abs(result.value - previous.value); // expect: no-raw-string-key unregisteredKey
    if (delta < this.limits.for(previous.analyte)) return;
    context.publish(LabStream.DELTAS, {
      [FieldName.TYPE]: "delta_check",
      [FieldName.DATA]: {
        delta, // expect: no-raw-string-key unregisteredKey
        [FieldName.CONFIDENCE]: 1 - this.limits.pValue(delta),
      },
    });
  }
}

// The same through the registry only; methods and length of what a field holds are no keys.
class CriticalValueAgent extends Agent {
  async doWork(event, traceId, context) {
    const { [FieldName.DATA]: result } = event;
    const reasoning = result[FieldName.REASONING];
    if (reasoning.length === 0 || !reasoning.includes("panic")) return;
    context.publish(LabStream.ALARMS, {
      [FieldName.TYPE]: "critical_value",
      [FieldName.DATA]: { [FieldName.SCORE]: result[FieldName.SCORE], [FieldName.REASONING]: reasoning.trim() },
    });
  }
}

// A handler destructures its parameter in the head: every part is spelt by hand.
class AutoVerificationAgent extends Agent {
  async doWork({ data: { score, indicators }, timestamp }, traceId, context) { // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
    if (score > 0.98) context.publish(LabStream.VERIFIED, this.verified(indicators, timestamp));
  }

  verified(indicators, at) {
    return { [FieldName.TYPE]: "verified", [FieldName.DATA]: { [FieldName.INDICATORS]: indicators, [FieldName.FILLED_AT]: at } };
  }
}

// The handler's annotation is the analyser driver's own type: its property names are the driver's business.
class AnalyserAgent extends Agent {
  async doWork(event: AnalyserTelegram, traceId, context) {
    const { sampleId, wells } = event;
    for (const well of wells) this.plate.mark(sampleId, well.row, well.column);
    if (event.data.status === "E4") await this.service.call(event.serial, traceId);
  }
}

// Optional chaining, a default and a rest element on one event.
class HaemolysisAgent extends Agent {
  async doWork(event, traceId) {
    const index = event?.data?.confidence ?? 0; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    const { error = "none", ...remaining } = event; // expect: no-raw-string-key rawKey
    this.counters.add(error, index);
    await this.archive.store(remaining, traceId);
  }
}

// A private method is handed the event's data, so it reads a payload, whatever it calls its parameter.
class ReflexTestAgent extends Agent {
  async doWork(event, traceId) {
    const rule = this.#ruleFor(event[FieldName.DATA]);
    if (rule !== undefined) await this.orders.place(rule, traceId);
  }

  #ruleFor(measurement) {
    if (measurement.score > 0.9) return this.rules.get("TSH"); // expect: no-raw-string-key rawKey
    return this.rules.get(measurement["signal_type"]); // expect: no-raw-string-key rawKey
  }
}

// Nobody hands this method an event, and its parameter's name says nothing.
class ReagentAgent extends Agent {
  async doWork(event, traceId) {
    for (const lot of reagentLots(event[FieldName.SYMBOL])) await this.discard(lot);
  }

  async discard(lot) {
    if (lot.expires < this.clock.now()) await this.stock.remove(lot.id, lot["shelf"]);
  }
}

// Called once with an event's data and once with something else: the dotted key counts where the registry knows it.
class CalibrationAgent extends Agent {
  async doWork(event, traceId) {
    await this.apply(event[FieldName.DATA], traceId);
    await this.apply(this.factoryCurve, traceId);
  }

  async apply(curve, traceId) {
    this.device.load(curve.slope, curve.confidence, traceId); // expect: no-raw-string-key rawKey
  }
}

// `handle` of a class named so by accident: this file's other classes are agents, this one is annotated otherwise.
export class CourierAgent {
  async handle(request: PickupRequest) {
    const { ward, data } = request;
    return this.dispatch(ward, data.tubes, request.side);
  }
}

// A copy of the event is the event.
export function redacted(event: EventEnvelope): EventEnvelope {
  const copy = structuredClone(event);
  delete copy["reasoning"]; // expect: no-raw-string-key rawKey
  const { patient, ...rest } = { ...copy }; // expect: no-raw-string-key unregisteredKey
  return rest;
}

// Types may name keys as they are: a type is no access.
export type Verdict = Pick<EventEnvelope, "trace_id" | "data"> & { readonly verdict: EventEnvelope["type"] };
export interface ResultRow {
  readonly symbol: string;
  readonly score: number;
}
