// @ts-nocheck
import { ParcelGroup, ParcelKey, ParcelStream } from "@parcel/contracts";
import { Agent } from "@handoff/runtime";
import { Redis } from "ioredis";

const redis = new Redis();

// Members of an enum, spelt as the enum spells them.
export class RoutingAgent extends Agent {
  async doWork(event, traceId, context) {
    const parcel = event[ParcelKey.Data];
    const lane = this.lanes.get(parcel[ParcelKey.Depot]);
    context.publish(ParcelStream.Routes, {
      [ParcelKey.Type]: "routed",
      [ParcelKey.Data]: { [ParcelKey.TrackingNumber]: parcel[ParcelKey.TrackingNumber] },
    });
    this.metrics.count(lane);
  }
}

// The same by hand.
export class WeighingAgent extends Agent {
  async doWork(event, traceId, context) {
    const parcel = event.data; // expect: no-raw-string-key rawKey
    if (parcel["weight_grams"] > 31500) throw new Error(parcel.tracking_number); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
    context.publish("routes", { type: "weighed", [ParcelKey.Data]: parcel }); // expect: no-raw-stream-name rawStreamName, no-raw-string-key rawKey
  }
}

// Another enum of the file in the place of the registry.
enum Column {
  Depot = "depot",
}
export function depotOf(row: DbRow) {
  return row[Column.Depot]; // expect: no-raw-string-key registryAlias
}

// Streams of the project: known, by hand, unknown.
export async function backlog() {
  const scans = await redis.xlen(ParcelStream.Scans);
  const routes = await redis.xlen("routes"); // expect: no-raw-stream-name rawStreamName
  const signals = await redis.xlen("signals"); // expect: no-raw-stream-name unknownStream
  return scans + routes + signals;
}

// Groups of the project.
export async function createGroups() {
  await redis.xgroup("CREATE", ParcelStream.Scans, ParcelGroup.Routing, "$", "MKSTREAM");
  await redis.xgroup("CREATE", "scans", "routing_agents", "$", "MKSTREAM"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await redis.xgroup("CREATE", ParcelStream.Routes, "driver_agents", "$", "MKSTREAM"); // expect: no-raw-stream-name unknownGroup
}

// Flat fields of an entry.
export async function scanned(number, depot) {
  await redis.xadd(ParcelStream.Scans, "*", "tracking_number", number, ParcelKey.Depot, depot); // expect: no-raw-string-key rawKey
}

// A depot's address has a depot too; the keys of a form are the form's.
export function address(form: FormData, site) {
  return { depot: form.get("depot"), street: site.street, type: site["type"] };
}

// A dynamic key on its way to a stream, and a member through a constant.
const NUMBER = ParcelKey.TrackingNumber;
export async function corrected(field, value) {
  await redis.xadd(ParcelStream.Scans, "*", { [NUMBER]: value, [ParcelKey.Type]: "corrected" });
  await redis.xadd(ParcelStream.Scans, "*", { [ParcelKey.Type]: "corrected", [field]: value }); // expect: no-dynamic-field dynamicField
}
