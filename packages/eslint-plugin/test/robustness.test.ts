import { describe, expect, it } from "vitest";
import { findings } from "./lint.js";

function repeat(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

function found(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { messageId, message } of findings(text)) {
    counts[messageId ?? message] = (counts[messageId ?? message] ?? 0) + 1;
  }
  return counts;
}

const HANDLER = `import { FieldName, Stream } from "@handoff/contracts";
export async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = crypto.randomUUID();
`;

describe("no input makes a rule throw", () => {
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
    "",
  ])("%s", (text) => {
    expect(findings(text).filter(({ fatal }) => fatal === true)).toEqual([]);
  });
});

describe("large inputs come to an end", () => {
  it("of a thousand branches, each with a fault", () => {
    const branches = repeat(
      1000,
      () =>
        "  if (x) log.info({ incoming, current }); else await publish(Stream.GRADES, { [FieldName.TRACE_ID]: current });",
    );
    expect(found(`${HANDLER}${branches}\n}`)).toEqual({ publishBeforeLog: 1000 });
  });

  it("of a thousand keys", () => {
    expect(found(`function f(data) {\n${repeat(1000, () => '  data["side"];')}\n}`)).toEqual({ rawKey: 1000 });
  });

  it("of a thousand streams", () => {
    expect(found(`async function f() {\n${repeat(1000, () => '  await redis.xack("signals", "nobody");')}\n}`)).toEqual(
      {
        rawStreamName: 1000,
        unknownGroup: 1000,
      },
    );
  });

  it("of a thousand keys that are computed", () => {
    expect(found(`function f(event: EventData, k) {\n${repeat(1000, () => "  event[k] = 1;")}\n}`)).toEqual({
      dynamicField: 1000,
    });
  });

  it("of a chain of aliases", () => {
    expect(found(`const v0 = decodeEvent(x);\n${repeat(3000, (index) => `const v${index + 1} = v${index};`)}`)).toEqual(
      {},
    );
  });

  it("of helpers that call the next one twice", () => {
    const helpers = repeat(
      40,
      (index) => `async function f${index}(id) { await f${index + 1}(id); await f${index + 1}(id); }`,
    );
    const last = "async function f40(id) { await publish(Stream.GRADES, { [FieldName.TRACE_ID]: id }); }";
    expect(
      found(`${HANDLER}  log.info({ incoming, current });\n  await f0(incoming);\n}\n${helpers}\n${last}`),
    ).toEqual({
      publishIncomingTrace: 1,
    });
  });

  it("of payloads nested a hundred deep", () => {
    expect(found(`encodeEvent(${"{ data: ".repeat(100)}1${" }".repeat(100)});`)).toEqual({ rawKey: 100 });
  });
});
