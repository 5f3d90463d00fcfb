import { describe, expect, it } from "vitest";
import { countsOf, linesOf } from "./faults.js";

const CONTRACTS = 'import { FieldName, Stream } from "@handoff/contracts";\n';
const HANDLER = `${CONTRACTS}export async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = crypto.randomUUID();
`;

describe("large inputs come to an end", () => {
  it("of a thousand branches, each with a fault", () => {
    const branches = linesOf(
      1000,
      () =>
        "  if (x) log.info({ incoming, current }); else await publish(Stream.GRADES, { [FieldName.TRACE_ID]: current });",
    );
    expect(countsOf(`${HANDLER}${branches}\n}`)).toEqual({ publishBeforeLog: 1000 });
  });

  it("of a thousand keys", () => {
    expect(countsOf(`function f(data) {\n${linesOf(1000, () => '  data["side"];')}\n}`)).toEqual({ rawKey: 1000 });
  });

  it("of a thousand streams", () => {
    expect(
      countsOf(`async function f() {\n${linesOf(1000, () => '  await redis.xack("signals", "nobody");')}\n}`),
    ).toEqual({
      rawStreamName: 1000,
      unknownGroup: 1000,
    });
  });

  it("of a thousand keys that are computed", () => {
    expect(countsOf(`function f(event: EventData, k) {\n${linesOf(1000, () => "  event[k] = 1;")}\n}`)).toEqual({
      dynamicField: 1000,
    });
  });

  it("of a chain of aliases", () => {
    expect(
      countsOf(`const v0 = decodeEvent(x);\n${linesOf(3000, (index) => `const v${index + 1} = v${index};`)}`),
    ).toEqual({});
  });

  it("of helpers that call the next one twice", () => {
    const helpers = linesOf(
      40,
      (index) => `async function f${index}(id) { await f${index + 1}(id); await f${index + 1}(id); }`,
    );
    const last = "async function f40(id) { await publish(Stream.GRADES, { [FieldName.TRACE_ID]: id }); }";
    expect(
      countsOf(`${HANDLER}  log.info({ incoming, current });\n  await f0(incoming);\n}\n${helpers}\n${last}`),
    ).toEqual({
      publishIncomingTrace: 1,
    });
  });

  it("of payloads nested a hundred deep", () => {
    expect(countsOf(`encodeEvent(${"{ data: ".repeat(100)}1${" }".repeat(100)});`)).toEqual({ rawKey: 100 });
  });

  it("of five thousand cases", () => {
    const cases = linesOf(5_000, (index) => `case ${index}: f(event.side); break;`);
    expect(countsOf(`${CONTRACTS}function f(event: EventData) { switch (event.type) { ${cases} } }`)).toEqual({
      rawKey: 5_001,
    });
  });

  it("of twenty thousand generated lines", { timeout: 300_000 }, () => {
    const text = linesOf(
      4_000,
      (index) => `export function f${index}(event: EventEnvelope, row) {
  const data = event[FieldName.DATA];
  if (data[FieldName.SIDE] === "buy") return row[FieldName.SYMBOL];
  return { [FieldName.SIDE]: data["price"] };
}`,
    );
    expect(countsOf(CONTRACTS + text)).toEqual({ rawKey: 4_000 });
  });

  it("of twenty thousand comments", () => {
    expect(countsOf(linesOf(20_000, (index) => `// ${index}`))).toEqual({});
  });
});
