import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings } from "../lint.js";
import { linesOf } from "./faults.js";
import { WorkCounter } from "./work-counter.js";

const CONTRACTS = 'import { FieldName, Stream } from "@handoff/contracts";\n';
const HANDLER = `${CONTRACTS}export async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = crypto.randomUUID();
`;

describe("twice the text is twice the work", () => {
  let counter: WorkCounter;

  beforeAll(async () => {
    counter = await WorkCounter.of("/eslint-plugin/src/");
  });
  afterAll(() => counter.stop());

  /** How many times more work a text of twice the length is. */
  async function growth(textOf: (size: number) => string, size = 100): Promise<number> {
    findings(textOf(3));
    const small = await counter.workOf(() => findings(textOf(size)));
    const large = await counter.workOf(() => findings(textOf(2 * size)));
    return large / small;
  }

  it.each<[string, (size: number) => string]>([
    ["of keys", (size) => `function f(event: EventData) {\n${linesOf(size, () => 'event["side"]; event.price;')}\n}`],
    ["of aliases", (size) => `const v0 = decodeEvent(x);\n${linesOf(size, (i) => `const v${i + 1} = v${i};`)}`],
    [
      "of writes to one variable",
      (size) => `let event = decodeEvent(x);\n${linesOf(size, () => "event = event.data;")}`,
    ],
    ["of calls of one function", (size) => `function f(d) { d.side; }\n${linesOf(size, () => "f(decodeEvent(x));")}`],
    [
      "of functions that call the next one",
      (size) => `${linesOf(size, (i) => `function f${i}(d) { return f${i + 1}(d); }`)}\nf0(decodeEvent(x));`,
    ],
    [
      "of keys that are computed",
      (size) => `function f(event: EventData, k) {\n${linesOf(size, () => "event[k] = 1;")}\n}`,
    ],
    [
      "of constants",
      (size) =>
        `enum E { ${linesOf(size, (i) => `K${i} = "k${i}",`)} }\nconst data = decodeEvent(x);\n${linesOf(size, (i) => `data[E.K${i}];`)}`,
    ],
    ["of keys in one object", (size) => `encodeEvent({ ${linesOf(size, (i) => `k${i}: 1,`)} });`],
    ["of objects in one object", (size) => `encodeEvent({ ${linesOf(size, (i) => `k${i}: { side: 1 },`)} });`],
    ["of names that are taken", (size) => linesOf(size, () => 'function f(data, FieldName) { data["side"]; }')],
    [
      "of fields of one class",
      (size) => `class A { ${linesOf(size, (i) => `f${i}: EventData; m${i}() { this.f${i}.side; }`)} }`,
    ],
    [
      "of marks and what is marked",
      (size) => linesOf(size, () => "/* handoff-external */ function f(order: EventData) { order.side; }"),
    ],
    [
      "of calls of a function that returns a payload in many places",
      (size) =>
        `function f() { ${linesOf(size, () => "if (x) return decodeEvent(x);")} }\n${linesOf(size, () => "f().side;")}`,
    ],
    [
      "of branches that publish",
      (size) =>
        `${HANDLER}${linesOf(size, () => "if (x) log.info({ incoming, current }); else await publish(Stream.GRADES, { [FieldName.TRACE_ID]: current });")}\n}`,
    ],
    [
      "of cases that fall through",
      (size) =>
        `${HANDLER}switch (x) {\n${linesOf(size, (i) => `case ${i}: await publish(Stream.GRADES, { [FieldName.TRACE_ID]: current });`)}\n} }`,
    ],
    [
      "of loops",
      (size) =>
        `${HANDLER}${linesOf(size, () => "for (const a of b) { if (a) continue; await publish(Stream.GRADES, { [FieldName.TRACE_ID]: incoming }); }")}\n}`,
    ],
    [
      "of catches",
      (size) =>
        `${HANDLER}${linesOf(size, () => "try { await doWork(event, current); } catch (error) { if (error.x) throw error; }")}\n}`,
    ],
    [
      "of private methods that call the next one",
      (size) =>
        `${CONTRACTS}class A extends Agent { async processEvent(event) { await this.m0(event); }\n${linesOf(size, (i) => `async m${i}(event) { log.info({ event }); await this.m${i + 1}(event); }`)}\nasync m${size}(event) { await publish(Stream.GRADES, event); } }`,
    ],
    [
      "of agents",
      (size) =>
        `${CONTRACTS}${linesOf(size, (i) => `class A${i}Agent { async processEvent(event) { await this.state.recordEvent(1); await publish(Stream.GRADES, event); } }`)}`,
    ],
  ])("%s", async (_, textOf) => {
    expect(await growth(textOf)).toBeLessThan(2.3);
  });
});

describe("the count of work", () => {
  const pairs = (size: number): number => {
    let count = 0;
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) count += a < b ? 1 : 0;
    return count;
  };

  it("is the same twice, and sees what is not linear", async () => {
    const counter = await WorkCounter.of(import.meta.filename);
    const [once, again, twice] = [
      await counter.workOf(() => void pairs(100)),
      await counter.workOf(() => void pairs(100)),
      await counter.workOf(() => void pairs(200)),
    ];
    await counter.stop();
    expect(once).toBeGreaterThan(10_000);
    expect(again).toBe(once);
    expect(twice / once).toBeGreaterThan(3.5);
  });
});
