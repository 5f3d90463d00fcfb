import { ConsumerGroup, FieldName, grade, referenceTopology, Stream } from "@handoff/contracts";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { deadLetterSchema } from "../src/dead-letter.js";
import { envelopeForWriting } from "../src/envelope.js";
import { type Domain, domainFaults, wildcardFaults } from "./source-faults.js";

const src = new URL("../src/", import.meta.url);
const test = new URL("./", import.meta.url);
const modules = typescriptIn(src);
const read = (module: string) => readFileSync(new URL(module, src), "utf8");

/** `streams.ts` and the registry hold the reference protocol's names for every reader; the index lists all there is. */
const OWN_MODULES = ["events/", "reference-topology.ts", "streams.ts", "field-name.ts", "index.ts"];

/** What the command does and is made of: tested as a whole, each by its own suite, as its users run it. */
const TOOLS = ["cli/", "compatibility/", "export/", "scan/", "test-data/", "tool-error.ts", "usage/"];

const events = Object.values(referenceTopology.streams).flatMap((set) => [...set.definitions]);
const neutralKeys = new Set([
  ...Object.keys(envelopeForWriting.shape),
  ...Object.keys(deadLetterSchema.shape),
  FieldName.TYPE,
  FieldName.DATA,
  FieldName.SOURCE,
  FieldName.REPLAY_GROUP,
  FieldName.REPLAY_OF,
  FieldName.REPLAY_COUNT,
]);
const payloadFields = Object.entries(FieldName).filter(([, key]) => !neutralKeys.has(key));

const trading: Domain = {
  modules: ["events/", "reference-topology.ts"],
  fields: new Set(payloadFields.map(([name]) => name)),
  texts: new Set([
    ...payloadFields.map(([, key]) => key),
    ...events.flatMap(({ type, aliases }) => [type, ...aliases]),
    ...Object.values(Stream).filter((stream) => stream !== Stream.DLQ_EVENTS),
    ...Object.values(ConsumerGroup),
  ]),
  words: new Set(events.flatMap(({ type }) => type.split("_"))),
};

function typescriptIn(folder: URL): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
}

/** The modules that no test of their own looks at. */
function untested(sources: readonly string[], tests: readonly string[]): readonly string[] {
  return sources.filter((source) => !tests.includes(source.replace(/\.ts$/, ".test.ts")));
}

describe("contracts", () => {
  it.each(modules.filter((module) => !OWN_MODULES.some((own) => module.startsWith(own))))(
    "serve every team: %s knows nothing of trading",
    (module) => {
      expect(domainFaults(module, read(module), trading)).toEqual([]);
    },
  );

  it("know of trading what the check looks for", () => {
    expect(trading.words).toEqual(new Set(["trading", "signal", "decision", "trade", "execution", "grade"]));
    expect(trading.fields.size).toBeGreaterThan(40);
    for (const key of payloadKeys(grade.writeSchema)) expect(trading.texts).toContain(key);
  });

  it.each([
    ['import { grade } from "./events/grade.js";', "the import of ./events/grade.js"],
    ['export { grade as g } from "../events/grade.js";', "the import of ../events/grade.js"],
    ['import { a } from "./reference-topology.js";', "the import of ./reference-topology.js"],
    ["data[FieldName.SIDE];", "FieldName.SIDE"],
    ["type A = typeof FieldName.SIDE;", "FieldName.SIDE"],
    ['if (type === "trading_signal") act();', 'the text "trading_signal"'],
    ['read("signals");', 'the text "signals"'],
    ["read(`order_id`);", 'the text "order_id"'],
    ["const lastTrade = 1;", "the name lastTrade"],
    ["function gradesOf() {}", "the name gradesOf"],
    ["Stream.DECISIONS;", "the name DECISIONS"],
  ])("the check is red for %s", (text, fault) => {
    expect(domainFaults("codec.ts", text, trading)).toContain(fault);
  });

  it("the check lets pass what is not trading", () => {
    const text = 'if (typeof part === "symbol") use(FieldName.TRACE_ID, Stream.DLQ_EVENTS, SIDE, "type"); // a signal';
    expect(domainFaults("codec.ts", text, trading)).toEqual([]);
    expect(domainFaults("events/x.ts", "FieldName.SIDE", trading)).toEqual([]);
  });

  it("let out a list of names", () => {
    expect(wildcardFaults(read("index.ts"))).toEqual([]);
  });

  it.each([
    'export * from "./codec.js";',
    'export * as Codec from "./codec.js";',
    "export const a = 1;",
    "export default 1;",
    'import "./codec.js";',
  ])("the check is red for %s", (text) => {
    expect(wildcardFaults(text)).toEqual([text]);
  });

  it("have a test for every module", () => {
    const core = modules.filter((module) => !TOOLS.some((tool) => module.startsWith(tool)));
    // The envelope is tested where it is used, by the codec; the index by the check above.
    expect(untested(core, typescriptIn(test))).toEqual(["envelope.ts", "index.ts"]);
  });

  it("the check is red for a module without a test", () => {
    expect(untested(["codec.ts", "events/a.ts"], ["codec.test.ts", "a.test.ts"])).toEqual(["events/a.ts"]);
  });
});

function payloadKeys(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return schema.def.options.flatMap((option) => payloadKeys(option as z.ZodType));
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
