import { STRICT } from "./contracts-command.js";

/** The contracts of a parcel service, in modules of their own. */
export const PARCEL_CONTRACTS: Readonly<Record<string, string>> = {
  "key.ts": `
export { DATA, TRACE_ID, TYPE } from "@handoff/contracts/field-name";
export const PARCEL = "parcel";
export const WEIGHT = "weight";
export const COLOUR = "colour";
export const INSURED = "insured";
export const ADDRESS = "address";
export const STREET = "street";
export const TOWN = "town";
export const DEPOT = "depot";
export const REMARK = "remark";
export const SIGNED_BY = "signed_by";
`,
  "index.ts": `
import { type DataOf, defineEvent, defineTopology, type EventOf } from "@handoff/contracts";
import { z } from "zod";
import * as Key from "./key.js";
export * as Key from "./key.js";

const booked = defineEvent({
  type: "parcel_booked",
  description: "Somebody sends a parcel.",
  fields: Key,
  data: z.object({
    [Key.PARCEL]: z.string(),
    [Key.WEIGHT]: z.number(),
    [Key.COLOUR]: z.string(),
    [Key.INSURED]: z.exactOptional(z.boolean()),
    [Key.ADDRESS]: z.object({ [Key.STREET]: z.string(), [Key.TOWN]: z.string() }),
  }),
});
const routed = defineEvent({
  type: "parcel_routed",
  description: "A parcel has a way to go.",
  fields: Key,
  data: z.object({
    [Key.PARCEL]: z.string(),
    [Key.DEPOT]: z.exactOptional(z.string()),
    [Key.REMARK]: z.exactOptional(z.string()),
  }),
});
const delivered = defineEvent({
  type: "parcel_delivered",
  description: "A parcel has arrived.",
  fields: Key,
  data: z.object({ [Key.PARCEL]: z.string(), [Key.SIGNED_BY]: z.string() }),
});
export type Booking = DataOf<typeof booked>;
export type Routed = EventOf<typeof routed>;
export type Delivered = DataOf<typeof delivered>;

export const topology = defineTopology({
  streams: { bookings: [booked], routes: [routed], deliveries: [delivered] },
  agents: {
    Desk: { publishes: ["bookings"] },
    Router: { consumes: "bookings", group: "routing_agents", publishes: ["routes"] },
    Courier: { consumes: "routes", group: "courier_agents", publishes: ["deliveries"] },
    Notifier: { consumes: "deliveries", group: "notifying_agents", publishes: [] },
    Biller: { consumes: "deliveries", group: "billing_agents", publishes: [] },
  },
});
export type Parcels = typeof topology;
`,
};

/** Its agents, with drift of every kind; `CONTRACTS` stands for where the contracts are imported from. */
export const PARCEL_AGENTS: Readonly<Record<string, string>> = {
  "desk.ts": `
import { Producer, type ProducerContext } from "@handoff/runtime";
import { Key, type Parcels } from "CONTRACTS";

export class Desk extends Producer<Parcels, "Desk"> {
  override async produce(context: ProducerContext<Parcels, "Desk">): Promise<void> {
    const where = { [Key.STREET]: "Long Lane 1", [Key.TOWN]: "York" };
    // Planted, never-read: nobody wants to know the colour.
    const data = { [Key.PARCEL]: "P-1", [Key.WEIGHT]: 2, [Key.COLOUR]: "brown", [Key.ADDRESS]: where };
    await context.publish("bookings", { [Key.TYPE]: "parcel_booked", [Key.DATA]: data }, "P-1");
  }
}
`,
  "router.ts": `
import type { InputOf } from "@handoff/contracts";
import { Agent, type WorkContext } from "@handoff/runtime";
import { Key, type Parcels } from "CONTRACTS";
import { depotFor } from "./depots.js";

export class Router extends Agent<Parcels, "Router"> {
  override doWork(event: InputOf<Parcels, "Router">, _traceId: string, context: WorkContext<Parcels, "Router">): void {
    const { [Key.PARCEL]: parcel, ...booking } = event[Key.DATA];
    const depot = depotFor(booking);
    const data = { [Key.PARCEL]: parcel, ...(depot === undefined ? {} : { [Key.DEPOT]: depot }) };
    context.publish("routes", { [Key.TYPE]: "parcel_routed", [Key.DATA]: data });
  }
}
`,
  "depots.ts": `
import { type Booking, Key } from "CONTRACTS";

export function depotFor(booking: Omit<Booking, typeof Key.PARCEL>): string | undefined {
  // Planted, never-written: no desk says whether a parcel is insured.
  if (booking[Key.INSURED] === true) return "vault";
  if (booking[Key.WEIGHT] > 20) return undefined;
  // Not seen: who reads the address now?
  return JSON.stringify(booking[Key.ADDRESS]).length > 40 ? "north" : "south";
}
`,
  // By hand, as the founding document has agents.
  "courier.ts": `
import { randomUUID } from "node:crypto";
import { type Delivered, Key, type Routed } from "CONTRACTS";

export class Courier {
  readonly agentId = "Courier";
  readonly redis: { xadd(stream: string, id: string, ...fields: string[]): Promise<unknown> };

  constructor(redis: Courier["redis"]) {
    this.redis = redis;
  }

  async processEvent(event: Routed): Promise<void> {
    const data = event[Key.DATA];
    // Planted, unchecked-optional: heavy parcels have no depot.
    const depot = data[Key.DEPOT]!.toUpperCase();
    const traceId = randomUUID();
    const delivered = { [Key.PARCEL]: data[Key.PARCEL], [Key.SIGNED_BY]: depot } satisfies Delivered;
    const fields = [Key.TYPE, "parcel_delivered", Key.TRACE_ID, traceId, Key.DATA, JSON.stringify(delivered)];
    await this.redis.xadd("deliveries", "*", ...fields);
    // Planted, stream-unread: no group reads an archive.
    await this.redis.xadd("parcel_archive", "*", ...fields);
  }
}
`,
  "notifier.ts": `
import type { InputOf } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import { Key, type Parcels } from "CONTRACTS";

export class Notifier extends Agent<Parcels, "Notifier"> {
  override doWork({ [Key.DATA]: data }: InputOf<Parcels, "Notifier">): void {
    process.stdout.write(\`\${data[Key.PARCEL]} is with \${data[Key.SIGNED_BY]}\`);
  }
}
`,
  // What a test reads, no agent needs.
  "test/desk.ts": `
import { type Booking, Key } from "CONTRACTS";

export const colourOf = (booking: Booking): string => booking[Key.COLOUR];
`,
  // Planted, group-unhandled: nobody wrote the Biller. Planted, unused: nobody writes or reads a remark.
  "tsconfig.json": STRICT.replace('"types":[]', '"types":["node"]'),
};

/** What must be found, and nothing else. */
export const PLANTED = [
  "warning never-read parcel_booked.colour",
  "fault never-written parcel_booked.insured",
  "fault unchecked-optional parcel_routed.depot",
  "warning unused parcel_routed.remark",
  "fault stream-unread parcel_archive",
  "fault group-unhandled deliveries/billing_agents",
];
