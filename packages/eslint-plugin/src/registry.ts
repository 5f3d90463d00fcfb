import * as FieldName from "@handoff/contracts/field-name";
import { ConsumerGroup, Stream } from "@handoff/contracts/streams";

/** The module that a file imports the default registry from. */
export const DEFAULT_MODULE = "@handoff/contracts";

/** The packages whose import marks a file as one that takes part in the protocol. */
export const HANDOFF_PACKAGES: readonly string[] = [DEFAULT_MODULE, "@handoff/runtime"];

/** A registry of field names, as the rules see it. */
export interface Registry {
  /** Exported name of the registry: `FieldName`. */
  readonly name: string;
  /** The modules that export it; a fix imports from the first. */
  readonly modules: readonly string[];
  /** Key → member, or `undefined` where the members are not known. */
  readonly members: ReadonlyMap<string, string> | undefined;
  /** Member → key, or `undefined` where the members are not known. */
  readonly keys: ReadonlyMap<string, string> | undefined;
}

/** Makes a registry from the keys that its members spell: `{ side: "SIDE" }`. */
export function createRegistry(
  name: string,
  modules: readonly string[],
  values: Readonly<Record<string, string>> | undefined,
): Registry {
  const members = values && new Map(Object.entries(values));
  const keys = members && new Map([...members].map(([key, member]) => [member, key]));
  return { name, modules, members, keys };
}

/** Key → member of the default registry. */
export const DEFAULT_VALUES = membersBySpelling(FieldName);

/** Wire name → member of the default streams. */
export const DEFAULT_STREAMS = membersBySpelling(Stream);

/** Wire name → member of the default consumer groups. */
export const DEFAULT_GROUPS = membersBySpelling(ConsumerGroup);

function membersBySpelling(members: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(members).map(([member, spelling]) => [spelling, member]));
}

/** The wire names of the protocol's streams. */
export const STREAM_NAMES: ReadonlySet<string> = new Set(Object.values(Stream));

/** The stream of the entries that were given up. */
export const DEAD_LETTER_STREAM: string = Stream.DLQ_EVENTS;

/** The key of the trace id. */
export const TRACE_ID_KEY: string = FieldName.TRACE_ID;

/** The key of the payload within an event. */
export const DATA_KEY: string = FieldName.DATA;

/** The key of an event's type. */
export const TYPE_KEY: string = FieldName.TYPE;

/** The keys that every event has around its payload, whatever the registry of the payload. */
export const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
  ...[FieldName.TYPE, FieldName.DATA, FieldName.TRACE_ID, FieldName.TIMESTAMP, FieldName.SOURCE_AGENT],
  ...[FieldName.EVENT_ID, FieldName.PARENT_TRACE_ID, FieldName.SCHEMA_VERSION, FieldName.TRACEPARENT],
]);

/** The event whose data is any JSON object. */
export const OPEN_EVENT_TYPE = "agent_result";

/** The member of a registry for a key: the known one, or the key in upper snake case. */
export function memberFor(registry: Registry, key: string): string {
  return registry.members?.get(key) ?? upperSnake(key);
}

/** Whether a key is in the registry; `undefined` where the registry's members are not known. */
export function isRegistered(registry: Registry, key: string): boolean | undefined {
  return registry.members?.has(key);
}

/** `fillPrice` → `FILL_PRICE`. */
function upperSnake(key: string): string {
  const snake = key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^\p{ID_Continue}]+/gu, "_")
    .toUpperCase();
  return /^\p{ID_Start}/u.test(snake) ? snake : `_${snake}`;
}

/** Keys that are read for the sake of older writers, and the key that is written today. */
const SUPERSEDED: ReadonlyMap<string, string> = new Map([[FieldName.SOURCE, FieldName.SOURCE_AGENT]]);

/** The key to write where a payload is built: the present spelling of a superseded one. */
export function writableKey(registry: Registry, key: string): string {
  const successor = SUPERSEDED.get(key);
  return successor !== undefined && registry.members?.get(key) === "SOURCE" ? successor : key;
}
