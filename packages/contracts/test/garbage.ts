import { type EntryFields, FieldName, type PublishableEvent } from "@handoff/contracts";
import fc from "fast-check";

const BRACKETS = 100_000;

/** Texts that broke parsers before: too deep, too long, cut off, two keys of one name, keys of the prototype. */
const nastyTexts: readonly string[] = [
  "[".repeat(BRACKETS),
  "[".repeat(BRACKETS) + "]".repeat(BRACKETS),
  '{"a":'.repeat(BRACKETS) + "1" + "}".repeat(BRACKETS),
  `{"a":${"[".repeat(BRACKETS)}${"]".repeat(BRACKETS)}}`,
  `{"a":"${"x".repeat(1_000_000)}"}`,
  "x".repeat(1_000_000),
  '{"__proto__":{"polluted":true}}',
  '{"a":{"\\u005f_proto__":1}}',
  '{"constructor":{"prototype":{}}}',
  '{"toString":1,"hasOwnProperty":2}',
  '{"a":1,"a":2}',
  '{"a":1e999}',
  '{"a":"\\ud800"}',
  '{"a":-0}',
  "\u0000",
  "\ufeff{}",
  "null",
  "[]",
  "{}",
  '"{}"',
  "NaN",
];

const fieldName = fc.oneof(
  fc.constantFrom<string>(...Object.values(FieldName)),
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", ""),
  fc.string(),
);

const fieldValue = fc.oneof(
  fc.constantFrom("trading_signal", "signal_data", "agent_result", "grade", "decision", "unheard_of"),
  fc.constantFrom("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3F2504E0-4F89-41D3-9A0C-0305E82C3301", "not-a-uuid"),
  fc.constantFrom("2026-03-31T12:00:00", "2026-03-31T12:00", "2026-02-30T00:00:00Z", "yesterday", "1", "0", "1.0"),
  fc.constantFrom(...nastyTexts),
  fc.json(),
  fc.string({ unit: "binary" }),
);

/** Entries of any fields. */
export const garbageEntry: fc.Arbitrary<EntryFields> = fc.oneof(
  fc.dictionary(fieldName, fieldValue),
  // Enough of an envelope that the payload is looked at.
  fc.record({
    [FieldName.TYPE]: fc.constantFrom("trading_signal", "agent_result", "grade"),
    [FieldName.DATA]: fieldValue,
    [FieldName.TRACE_ID]: fc.uuid(),
    [FieldName.TIMESTAMP]: fieldValue,
  }),
);

/** Valid entries in which a field is gone, new or another, or the JSON of the payload is damaged. */
export function mutatedEntry(entries: fc.Arbitrary<EntryFields>): fc.Arbitrary<EntryFields> {
  const drop = fc
    .tuple(entries, fieldName)
    .map(([entry, name]) => Object.fromEntries(Object.entries(entry).filter(([key]) => key !== name)) as EntryFields);
  const replace = fc.tuple(entries, fieldName, fieldValue).map(([entry, name, value]) => withKey(entry, name, value));
  const damage = fc
    .tuple(entries, fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(([entry, at, length, text]) => {
      const json = entry[FieldName.DATA] ?? "";
      const start = at % (json.length + 1);
      return withKey(entry, FieldName.DATA, json.slice(0, start) + text + json.slice(start + length));
    });
  return fc.oneof(drop, replace, damage);
}

function cyclic(): unknown {
  const value: Record<string, unknown> = { [FieldName.SYMBOL]: "BTC/USD" };
  value["self"] = value;
  return value;
}

function throwing(thrown: unknown): unknown {
  return Object.defineProperty({}, "key", { enumerable: true, get: () => raise(thrown) });
}

function raise(thrown: unknown): never {
  throw thrown;
}

const unreadable = new Error();
Object.defineProperty(unreadable, "message", { get: () => raise(new Error("no message either")) });

let turns = 0;
const fickle = {
  [FieldName.SYMBOL]: "A",
  get [FieldName.PRICE]() {
    return turns++ % 2 === 0 ? 1 : undefined;
  },
};

/** Values that have no JSON form, change while they are read, or throw when they are looked at. */
const nastyValues: readonly unknown[] = [
  cyclic(),
  10n,
  Symbol("s"),
  () => 1,
  new Date(0),
  new Date(NaN),
  NaN,
  Infinity,
  -0,
  undefined,
  [undefined],
  // eslint-disable-next-line no-sparse-arrays -- a hole is what is tested
  [, 1],
  new Map([[1, 2]]),
  new Uint8Array(2),
  new Proxy({}, { get: () => raise(new Error("get")), ownKeys: () => raise(new Error("ownKeys")) }),
  new Proxy({}, { getPrototypeOf: () => raise(new Error("getPrototypeOf")) }),
  throwing(new Error("getter")),
  throwing(null),
  throwing(Object.create(null)),
  throwing(Symbol("thrown")),
  throwing(unreadable),
  throwing(new Proxy({}, { getPrototypeOf: () => raise(new Error("getPrototypeOf")) })),
  fickle,
  { toJSON: () => "another" },
  { toJSON: () => raise(new Error("toJSON")) },
  Object.defineProperty({}, "toJSON", { value: () => undefined }),
  Object.assign([1], { toJSON: () => 1n }),
  JSON.parse('{"__proto__":1}'),
  { [Symbol("key")]: 1 },
  "\ud800",
];

/** Any value at all. */
export const garbageValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...nastyValues),
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
);

/** Objects of the registry's keys and any values. */
export const garbageEvent: fc.Arbitrary<unknown> = fc.oneof(
  fc.dictionary(fieldName, garbageValue),
  fc.record({
    [FieldName.TYPE]: fc.constantFrom("trading_signal", "agent_result", "grade"),
    [FieldName.DATA]: fc.oneof(garbageValue, fc.dictionary(fieldName, garbageValue)),
    [FieldName.TRACE_ID]: fc.uuid(),
    [FieldName.TIMESTAMP]: fc.constant("2026-03-31T12:00:00Z"),
    [FieldName.SOURCE_AGENT]: fc.constant("YourAgent"),
  }),
);

/** Valid events in which one value, of the envelope or the payload, is garbage, or one key is gone or too many. */
export function mutatedEvent(events: fc.Arbitrary<PublishableEvent>): fc.Arbitrary<unknown> {
  const inEnvelope = fc
    .tuple(events, fieldName, garbageValue)
    .map(([event, name, value]) => withKey(event, name, value));
  const inPayload = fc.tuple(events, fc.nat(), fc.option(fieldName), garbageValue).map(([event, at, fresh, value]) => {
    const data = event[FieldName.DATA] as object;
    const keys = Object.keys(data);
    const name = fresh ?? keys[at % Math.max(keys.length, 1)] ?? "";
    return withKey(event, FieldName.DATA, withKey(data, name, value));
  });
  return fc.oneof(inEnvelope, inPayload);
}

/** A copy with one own property more or another, even where its name is `__proto__`. */
function withKey<T extends object>(value: T, key: string, member: unknown): T {
  return Object.defineProperty({ ...value }, key, {
    value: member,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
