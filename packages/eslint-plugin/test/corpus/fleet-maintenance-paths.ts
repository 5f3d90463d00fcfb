// @ts-nocheck
import { randomUUID } from "node:crypto";
import { FieldName, Stream } from "@handoff/contracts";
import { logStructured } from "./log.js";
import { redis } from "./redis.js";
import { Garage } from "./streams.js";

// A free function named so is a handler too. One branch forgets the log line.
export async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  if (event[FieldName.TYPE] === "inspection") {
    logStructured("info", "agent handoff", { incoming_trace_id: incoming, current_trace_id: current });
  }
  await redis.xadd(Garage.JOBS, "*", { [FieldName.TYPE]: "job", [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeLog
}

namespace perVehicle {
  // A publish in a loop: the facts hold before it, for every turn.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logStructured("info", "agent handoff", { incoming, current });
    for (const vehicle of await vehiclesOf(event[FieldName.SYMBOL])) {
      await redis.xadd(Garage.JOBS, "*", { [FieldName.SYMBOL]: vehicle, [FieldName.TRACE_ID]: current });
    }
  }
}

namespace loggedInLoop {
  // The log line stands in the loop, so no vehicle means no line, and the publish after it has none.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    for (const vehicle of await vehiclesOf(event[FieldName.SYMBOL])) {
      logStructured("info", "agent handoff", { vehicle, incoming, current });
    }
    await redis.xadd(Garage.JOBS, "*", { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeLog
  }
}

namespace severity {
  // Every case of a switch comes to the steps, or ends before any work.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    let current;
    switch (event[FieldName.ACTION]) {
      case "repair":
      case "replace":
        current = randomUUID();
        break;
      default:
        return;
    }
    logStructured("info", "agent handoff", { incoming, current });
    await redis.xadd(Garage.PARTS, "*", { [FieldName.TRACE_ID]: current });
  }
}

namespace fallThrough {
  // One case falls out of the switch without an id.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    let current;
    switch (event[FieldName.ACTION]) {
      case "repair":
        current = randomUUID();
        break;
      case "wash":
        break;
    }
    logStructured("info", "agent handoff", { incoming, current });
    await redis.xadd(Garage.PARTS, "*", { [FieldName.TRACE_ID]: current }); // expect: require-trace-handoff publishBeforeMint
  }
}

namespace inCatch {
  // A failure is published too, and the steps may not have been done by then.
  export async function processEvent(event) {
    try {
      const plan = await planFor(event[FieldName.SYMBOL]);
      const incoming = event[FieldName.TRACE_ID];
      const current = randomUUID();
      logStructured("info", "agent handoff", { incoming, current });
      await redis.xadd(Garage.PLANS, "*", { [FieldName.REASONING]: plan, [FieldName.TRACE_ID]: current });
    } catch (error) {
      await redis.xadd(Garage.FAILURES, "*", { [FieldName.ERROR]: String(error), [FieldName.TRACE_ID]: randomUUID() }); // expect: require-trace-handoff publishBeforeRead
      throw error;
    }
  }
}

namespace testsIncoming {
  // Asking whether there is an incoming id, and keeping it, continues the trace.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = incoming ? incoming : randomUUID(); // expect: require-trace-handoff continuedTrace
    logStructured("info", "agent handoff", { incoming, current });
    await redis.xadd(Garage.JOBS, "*", { [FieldName.TRACE_ID]: current });
  }
}

namespace inlineFallback {
  // The same inside of the published object.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logStructured("info", "agent handoff", { incoming, current });
    await redis.xadd(Garage.JOBS, "*", {
      [FieldName.TYPE]: "job",
      [FieldName.TRACE_ID]: incoming ?? current, // expect: require-trace-handoff publishIncomingTrace
    });
  }
}

namespace workOnly {
  // The work is given the event, and not the id.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logStructured("info", "agent handoff", { incoming, current });
    await doWork(event); // expect: require-trace-handoff workWithoutTrace
  }
}

namespace predicate {
  // A question in a guard is no work.
  export async function processEvent(event) {
    if (!(await isDue(event))) return;
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logStructured("info", "agent handoff", { incoming, current });
    await doWork(event, current);
  }
}

namespace parallel {
  // Closures are judged where they are made.
  export async function processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logStructured("info", "agent handoff", { incoming, current });
    const vehicles = await vehiclesOf(event[FieldName.SYMBOL]);
    await Promise.all(
      vehicles.map((vehicle) => redis.xadd(Garage.JOBS, "*", { [FieldName.SYMBOL]: vehicle, [FieldName.TRACE_ID]: current })),
    );
  }
}

namespace parentInData {
  // The incoming id under a key of lineage is welcome.
  export async function processEvent(event) {
    const { [FieldName.TRACE_ID]: incoming } = event;
    const current = randomUUID().replaceAll("-", "");
    logStructured("info", "agent handoff", { incoming, current });
    await redis.xadd(Stream.GRADES, "*", { [FieldName.TRACE_ID]: current, [FieldName.PARENT_TRACE_ID]: incoming });
  }
}

namespace deadLetterInstead {
  // A dead letter carries no trace of its own.
  export async function processEvent(event) {
    if (!event[FieldName.DATA]) {
      await redis.xadd(Stream.DLQ_EVENTS, "*", { [FieldName.FAILED_EVENT]: JSON.stringify(event), [FieldName.ERROR]: "empty" });
      return;
    }
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    logStructured("info", "agent handoff", { incoming, current });
    await redis.xadd(Garage.JOBS, "*", { [FieldName.TRACE_ID]: current });
  }
}
