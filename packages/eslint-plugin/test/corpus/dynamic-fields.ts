// @ts-nocheck
import { FieldName, Stream } from "@handoff/contracts";
import { Columns, SIDE } from "./columns.js";

export async function write(context, name: FieldName, field, i: number) {
  await context.publish(Stream.SIGNALS, { [name]: 1 }); // expect: no-dynamic-field dynamicField
  await context.publish(Stream.SIGNALS, { [`${field}_id`]: 1 }); // expect: no-dynamic-field dynamicField
  await context.publish(Stream.SIGNALS, { [FieldName[field]]: 1 }); // expect: no-dynamic-field dynamicField
  await context.publish(Stream.SIGNALS, { [field.key]: 1 }); // expect: no-dynamic-field dynamicField
  await context.publish(Stream.SIGNALS, { [FieldName.DATA]: { [keyOf(field)]: 1 } }); // expect: no-dynamic-field dynamicField
  await context.publish(Stream.SIGNALS, { [field ? FieldName.SIDE : FieldName.SYMBOL]: 1 }); // expect: no-dynamic-field dynamicField
  await context.publish(Stream.SIGNALS, { [FieldName.SIDE]: 1, [Columns.SIDE]: 2, [SIDE]: 3 });
  await context.publish(Stream.SIGNALS, { [Symbol.toStringTag]: 1, [0]: 2, [i]: 3, [i + 1]: 4 });
  await context.publish(Stream.SIGNALS, { [FieldName.TYPE]: "agent_result", [FieldName.DATA]: { [field]: 1 } });
  logger.info({ [field]: 1 });
  await redis.hset("counters", { [field]: 1 });
  await redis.hset("position:1", { [FieldName.SYMBOL]: "x", [field]: 1 }); // expect: no-dynamic-field dynamicField

  const out = {};
  out[field] = 1; // expect: no-dynamic-field dynamicField
  out[FieldName.SIDE] = 1;
  const K = FieldName.SIDE;
  out[K] = 1;
  await context.publish(Stream.SIGNALS, out);
  Object.assign(out, { [field]: 1 }); // expect: no-dynamic-field dynamicField

  const cache = {};
  cache[field] = 1;
}

export function update(event: EventData, list: EventData[], field, message) {
  event[field] ??= 1; // expect: no-dynamic-field dynamicField
  event[field]++; // expect: no-dynamic-field dynamicField
  list[field] = event;
  message[field] = 1;
  for (const key of [FieldName.SIDE, FieldName.SYMBOL]) event[key] = event[key]; // expect: no-dynamic-field dynamicField
  return event[field];
}

/* handoff-external */
export function broker(order: EventData, field) {
  order[field] = 1;
}
