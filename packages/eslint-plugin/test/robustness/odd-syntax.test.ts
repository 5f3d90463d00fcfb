import { describe, expect, it } from "vitest";
import { findings, fixed, type LintOptions } from "../lint.js";
import { faultOf } from "./faults.js";

/** The message ids of a text that parses, in order, and that its fixes leave it whole. */
function survived(text: string, options: LintOptions = {}): readonly string[] {
  expect(faultOf(text, options)).toBeUndefined();
  return findings(text, options).map(({ messageId, message }) => messageId ?? message);
}

describe("no syntax makes a rule throw", () => {
  it.each([
    ["", []],
    ["\n\n", []],
    ["// nothing but\n/* comments */\n", []],
    ['\ufeffdata["side"];', ["rawKey"]],
    ['data["side"];\r\ndata["price"];\r\n', ["rawKey", "rawKey"]],
    ['data["side"];\u2028data["price"];', ["rawKey", "rawKey"]],
    ['#!/usr/bin/env node\ndata["side"];', ["rawKey"]],
    ['"use strict"; "use client"; data["side"];', ["rawKey"]],
    ['\\u0064ata["side"];', ["rawKey"]],
    ['data["\\x73ide"]; data["s\\u0069de"]; data["s\\\nide"];', ["rawKey", "rawKey", "rawKey"]],
    ["decodeEvent(x).s\\u0069de;", ["rawKey"]],
    ['import json from "./order.json" with { type: "json" }; json["side"];', []],
    ['import * as contracts from "@handoff/contracts"; data[contracts.FieldName["SIDE"]];', []],
    ["async function f() { await using data = decodeEvent(x); using row = open(); data.side; }", ["rawKey"]],
    [
      "for (await using event of decodeEvent(x)) event.side; for await (const event of decodeEvent(x)) event.side;",
      ["rawKey", "rawKey"],
    ],
    ["const [a = decodeEvent(a), ...{ length, data }] = a; a?.[0];", ["rawKey"]],
    ["label: for (;;) { if (data) break label; else continue label; }", []],
    ["new (class { static #data = decodeEvent(x); static { this.#data.side; #data in this; } })();", []],
    ['tag`a${data["side"]}`; `${data}`; String.raw`\\u`;', ["rawKey"]],
    ["(function () { new.target; }); import.meta.data; import(data); await data;", []],
    ["function* g(event) { const data = yield* event; yield data; }", []],
    ["(0, publish)(Stream.GRADES, {}); publish?.(); publish`a`; new publish();", []],
    ["export default { async processEvent(event) {}, get handle() { return 1; }, [k]: 1 };", []],
    ["export default async (event) => {}; export * as data from './data.js';", []],
  ])("%j", (text, found) => {
    const messages = survived(text);
    expect(messages.map((message) => message.split(":")[0])).toEqual(found);
  });
});

describe("no meaning makes a rule throw", () => {
  it.each([
    "const a = b, b = a; a.x; a[b]; b.FieldName;",
    "publish(); xadd(); redis.xadd('a'); redis.hset(); _.get(); encodeEvent(); JSON.parse(); structuredClone();",
    "class A extends Agent { static processEvent(e) { e.x; } [k]() {} #p(e) { return this.#p(e); } static { this.x; } }",
    "class A extends (class {}) { processEvent = async (event) => doWork(event); accessor x = 1; declare y: EventData; }",
    "abstract class A { abstract processEvent(event: EventEnvelope): void; constructor(private data = {}) {} }",
    "declare function f(event: EventEnvelope): EventEnvelope; function g(): void; function g(event?: any) { event.x; }",
    "enum E { A, B = `x`, 'D-D' = 'y' } data[E.A]; data[E.B]; data[E['D-D']];",
    "const { [`a${b}`]: q, ...rest } = decodeEvent(x); [a.b] = decodeEvent(x); ({ a: a.b } = decodeEvent(x));",
    "for (const { a } of await redis.xread()); for (const k in decodeEvent(x)) k; for (decodeEvent(x).a of b);",
    "const [, , z = decodeEvent(z)] = z; try {} catch ({ data }) { data.x; }",
    "function processEvent({ data: [x, ...y] = [] } = {}, ...rest) { processEvent(x); }",
    "export const processEvent = processEvent; function f() { return f; } f()()();",
    "import a = require('a'); export = a;",
    "namespace N { export const event = decodeEvent(1); }",
    "redis.xadd(...a); redis.xread('STREAMS'); redis.xgroup(); xinfo('GROUPS'); redis.call(); client.xReadGroup(); client.xReadGroup({}, [,], { key });",
    "defineTopology(); defineTopology({ ...a, streams: { ...b, [c]: 1, 2: 3, get d() { return 1; } }, agents: [{ e }, , 1] }); new Agent({ input() {} });",
    "publish(x, { [y]: 1, [-1]: 2, [z?.a]: 3, [await q]: 4 }); event[this.a] = 1; ++event[`c${d}`];",
    "const o: DbRow = { get a() { return 1; }, async *[Symbol.x]() {}, ['a' + b]: 1, 1: 2, __proto__: null };",
  ])("%s", (text) => {
    expect(survived(text)).not.toContainEqual(expect.stringMatching(/^Parsing error/));
  });
});

describe("no TypeScript makes a rule throw", () => {
  it.each([
    ["enum data { side = 'side' } declare const enum event { A } data['side'];", []],
    ["namespace A.B { export const data = decodeEvent(x); } A.B.data['side'];", ["rawKey"]],
    ["declare global { interface Window { data: EventData } } export {};", []],
    ["declare module 'x' { export function processEvent(event: EventEnvelope): void; }", []],
    ["function f(event: string): void; function f(event: EventData): void; function f(event: any) { event.side; }", []],
    ["abstract class A extends Agent { abstract doWork(event): void; protected abstract handle?(event); }", []],
    ["class A { accessor data: EventData; get event(): EventData { return { side: 1 }; } }", ["rawKey"]],
    ["class A { constructor(private readonly data: EventData, event = this.data.side) {} }", ["rawKey"]],
    ["const a = { side: 1 } satisfies EventData as const;", ["rawKey"]],
    ["function f<const T extends readonly EventData[]>(event: T) { return event[0]!.side; }", ["rawKey"]],
    ["function f(this: EventData, event: typeof this) { this.side; }", []],
    ["let a = <EventData>{ side: 1 };", ["rawKey"]],
    ["type A = { [K in keyof EventData]: EventData[K] }; let a: A['data']; let b: EventData['side'];", []],
    ["function f(event): event is EventData { return 'side' in event; }", ["rawKey"]],
    ["function f(event): asserts event is EventData { if (!event['side']) throw 0; }", ["rawKey"]],
    [
      "@agent({ stream: 'signals' }) class A { @field('side') data: EventData; @on() handle(@payload('side') event) {} }",
      [],
    ],
    ["import data = require('data'); import row = A.B; data['side']; export = row;", []],
    ["export import a = contracts.FieldName; export as namespace data;", []],
    ["let x: unique symbol; let y: `a${string}`; let z: import('a').EventData; let w: (new () => EventData)[];", []],
    ["declare let event: EventData; declare function f(): asserts this; event.side;", ["rawKey"]],
    ["class A<in out T> { declare data: T; static override readonly event?: EventData; [key: string]: unknown; }", []],
    ["function f(data?: EventData, ...event: EventData[]) { data!.side; event[0]?.side; }", ["rawKey", "rawKey"]],
    ["const f = async <T,>(event: EventData): Promise<T> => event.side as T;", ["rawKey"]],
  ])("%s", (text, found) => {
    expect(survived(text)).toEqual(found);
  });

  it("that only declares", () => {
    const text =
      "export declare class A extends Agent { processEvent(event: EventEnvelope): Promise<void>; data: EventData; }";
    expect(survived(text, { filename: "a.d.ts" })).toEqual([]);
  });

  it("with elements", () => {
    const text =
      'const A = ({ event }) => <b {...event} side={event["side"]} a:b="c">{/* */}{...data}<></>{data["side"]}</b>;';
    expect(survived(text, { filename: "a.tsx" })).toEqual(["rawKey", "rawKey"]);
  });
});

describe("no old script makes a rule throw", () => {
  it.each([
    ["with (data) { side; data['side']; }", ["rawKey"]],
    ["data[010]; data['\\163ide']; var data; data = 1; delete data;", ["rawKey"]],
    ["if (a) function data() {} data['side'];", []],
    [
      "var event = decodeEvent(x); var event; event.side; function f() { event = arguments; event.side; }",
      ["rawKey", "rawKey"],
    ],
    ["<!-- an HTML comment\ndata['side'];", ["rawKey"]],
    ["let = 1; yield = await; data[let];", []],
    ["return data['side'];", ["Parsing error"]],
  ])("%s", (text, found) => {
    const messages = survived(text, { isPlain: true, sourceType: "script", filename: "a.js" });
    expect(messages.map((message) => message.split(":")[0])).toEqual(found);
  });

  it("that has no import yet, and may have none that is a statement", () => {
    const required = 'const { FieldName } = require("@handoff/contracts");\n\ndata[FieldName.SIDE];';
    expect(fixed("data['side'];", { isPlain: true, sourceType: "script", filename: "a.js" })).toBe(required);
    expect(fixed("data['side'];", { isPlain: true, sourceType: "commonjs", filename: "a.js" })).toBe(required);
    expect(fixed("data['side'];", { isPlain: true, filename: "a.js" })).toMatch(/^import \{ FieldName \}/);
  });

  it("that returns at its outermost level", () => {
    expect(survived("return data['side'];", { isPlain: true, sourceType: "commonjs", filename: "a.cjs" })).toEqual([
      "rawKey",
    ]);
  });
});
