// @ts-nocheck
export * from "./events.js";
export type { EventEnvelope as Envelope } from "@handoff/contracts";
export { FieldName as Key, Stream } from "@handoff/contracts";
import { FieldName as Key, type EventEnvelope } from "@handoff/contracts";
import { FieldName, Columns, Stage } from "../fields/index.js";
import { SIDE, TRACE_ID } from "@handoff/contracts/fields";
import type { DbRow } from "../rows.js";

// The registry by the barrel's own name for it.
export const traceOf = (event: EventEnvelope) => event[Key.TRACE_ID];

// Single fields, by name.
export const sideOf = (event: EventEnvelope) => event[SIDE] ?? event[Key.DATA]?.[SIDE];

// Another module's registry, enum or table of columns: nobody here knows what it holds.
export const symbolOf = (event: EventEnvelope, row: DbRow) => [event[FieldName.SYMBOL], row[Columns.Symbol], row[Stage]];

// A key by hand, where the registry has another local name.
export const typeOf = (event: EventEnvelope) => event["type"]; // expect: no-raw-string-key rawKey

// A const object of the file as a registry of its own, whole and in part.
const Names = { Symbol: "symbol", Score: "score" } as const;
export function scoreOf(row: DbRow) {
  return [row[Names.Score], row[Key.SCORE]]; // expect: no-raw-string-key registryAlias
}

// The same object where nothing is a payload.
export function header(table) {
  return [table[Names.Score], table[Names.Symbol]];
}

// An overload's implementation and a generic.
export function first(events: EventEnvelope[]): EventEnvelope | undefined;
export function first<T>(list: T[]): T | undefined;
export function first(list: any[]) {
  return list[0];
}
export function typed<E extends EventEnvelope>(event: E) {
  return event[Key.TYPE];
}

// Declared, not written: nothing runs.
declare module "express" {
  interface Request {
    readonly event: EventEnvelope;
    readonly order: { readonly symbol: string; readonly side: string };
  }
}
declare global {
  interface Window {
    data: { symbol: string };
  }
}

// A getter and a setter of the class's own field.
export class Sealed {
  #event: EventEnvelope;
  get type() {
    return this.#event[Key.TYPE];
  }
  get symbol() {
    return this.#event.data.symbol; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  }
  set error(error) {
    this.#event["error"] = error; // expect: no-raw-string-key rawKey
  }
}

// Parameter properties and a static.
export class Cursor {
  constructor(private readonly position: { line: number; column: number }, readonly event: EventEnvelope) {}
  static readonly order = { symbol: 1 };
  line() {
    return this.position["line"] + Cursor.order.symbol;
  }
  at() {
    return this.event.timestamp; // expect: no-raw-string-key rawKey
  }
}

// A tagged template, a regular expression's groups, a WeakMap, a URL.
const seen = new WeakMap();
export function parse(text) {
  const { groups } = /(?<symbol>\w+)@(?<price>\d+)/.exec(text);
  const url = new URL(`https://example.test/?side=${groups.symbol}`);
  return seen.get(groups) ?? [groups.price, groups["symbol"], url.searchParams.get("side")];
}

// A cast of unknown text to a list of events.
export function parsed(text) {
  const list = JSON.parse(text) as EventEnvelope[];
  return list.flatMap((one) => (one.error ? [] : [one[Key.DATA]])); // expect: no-raw-string-key rawKey
}

// An array pattern over events, a default, a nested part.
export function pair([head, { data: tail = {} } = {}]: EventEnvelope[]) { // expect: no-raw-string-key rawKey
  return [head.symbol, tail["side"]]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}
