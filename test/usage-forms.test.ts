import type { FieldUsage, Usage } from "@handoff/contracts/usage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContractsProject, STRICT } from "./contracts-command.js";

/** What is done with one event, as the body of a handler, and which of its fields that reads. */
const READING: readonly (readonly [form: string, body: string, read: string])[] = [
  ["a member", "use(data.level);", "level"],
  ["a constant key", "use(data[Key.LEVEL]);", "level"],
  ["a key under another name", "const key = Key.LEVEL; use(data[key]);", "level"],
  [
    "the payload under another name",
    "const { data: payload } = event; const same = payload; use(same.level);",
    "level",
  ],
  ["a pattern", "const { [Key.LEVEL]: level } = data; use(level);", "level"],
  ["a pattern with a default", 'const { [Key.WARD]: ward = "none" } = data; use(ward);', "ward"],
  ["a pattern in a pattern", "const { place: { floor } = { floor: 0 } } = data; use(floor);", "place, place.floor"],
  ["a pattern of a parameter", "const take = ({ level }: typeof data) => level; use(take(data));", "level"],
  ["a pattern that is assigned", "let level = 0; ({ level } = data); use(level);", "level"],
  ["what a pattern leaves over", "const { ward, ...rest } = data; use(ward, rest.level);", "ward, level"],
  ["a copy", "const copy = { ...data, other: 1 }; use(copy.level);", "level"],
  ["a question for a key", "if (Key.WARD in data) use(1);", "ward"],
  ["a question for what may be absent", "use(data.place?.floor ?? 0);", "place, place.floor"],
  ["a helper", "use(levelOf(data));", "level"],
  ["a helper that names what it needs", "use(levelIn(data));", "level"],
  ["a helper of any type that names what it needs", "use(levelOfAny(data));", "level"],
  ["a helper that is told the key", "use(pick(data, Key.LEVEL));", "level"],
  ["a helper in a class of its own", "use(new Reader().read(data));", "level"],
  ["one of several keys", "for (const key of [Key.LEVEL, Key.WARD] as const) use(data[key]);", "level, ward"],
  ["an interface that is not ours", "const mine: Mine = data; use(mine);", "level"],
  ["elements of a list", "for (const item of data.items) use(item.sku);", "items, items[].sku"],
  ["elements in a callback", "use(data.items.map(({ sku }) => sku));", "items, items[].sku"],
  ["a text", "use(`level ${data.level}`);", "level"],
  ["a change of what is there", "const copy = { ...data }; copy.level += 1; use(0);", "level"],
  ["a cast of what was decoded", "const own = JSON.parse(raw) as typeof data; use(own.level);", "level"],
  ["handing it on untouched", "const same: typeof data = data; use(0); void same;", ""],
  ["nothing", "use(0);", ""],
  ["a dictionary", "const all: Record<string, unknown> = data; use(all);", "perhaps everything"],
  ["text made of everything", "use(JSON.stringify(data));", "perhaps everything"],
  ["any", "use((data as any).level);", "perhaps everything"],
  ["every key", "use(Object.keys(data));", "perhaps everything"],
  [
    "any of the keys",
    "use(data[raw as keyof typeof data]);",
    "level, ward, place, items, perhaps place.floor, perhaps items[].sku",
  ],
  ["a log line", "context.log('info', 'seen', { data });", "perhaps everything"],
  ["text of a part", "use(JSON.stringify(data.place));", "place, perhaps place.floor"],
];

/** How an event is published, and which of its fields that writes. */
const WRITING: readonly (readonly [form: string, body: string, written: string])[] = [
  ["a literal", "publish({ level: 1, items: [] });", "level, items"],
  ["constant keys", "publish({ [Key.LEVEL]: 1, [Key.ITEMS]: [] });", "level, items"],
  ["a variable", "const own = { level: 1, items: [] }; publish(own);", "level, items"],
  ["shorthand", "const level = 1; const items: [] = []; publish({ level, items });", "level, items"],
  ["a part of its own", "publish({ level: 1, items: [], place: { floor: 2 } });", "level, items, place, place.floor"],
  ["elements of a list", 'publish({ level: 1, items: [{ sku: "a" }] });', "level, items, items[].sku"],
  ["a spread", "const common = { level: 1 }; publish({ ...common, items: [] });", "level, items"],
  ["a spread of a helper", "publish({ ...draftOf(1), items: [] });", "level, items"],
  ["a helper", "publish(wholeDraft());", "level, items"],
  ["an annotated variable", "const own: Out = { level: 1, items: [] }; publish(own);", "level, items"],
  ["an assignment", 'const own: Out = { level: 1, items: [] }; own.ward = "3A"; publish(own);', "level, items, ward"],
  [
    "only where there is one",
    'publish({ level: 1, items: [], ...(raw === "" ? {} : { ward: raw }) });',
    "level, items, ward",
  ],
  ["what was read", "publish({ level: data.level, items: data.items });", "level, items, items[].sku"],
  ["any", "publish(JSON.parse(raw));", "perhaps everything"],
];

const PAYLOAD = `{
    [Key.LEVEL]: z.number(),
    [Key.WARD]: z.exactOptional(z.string()),
    [Key.PLACE]: z.exactOptional(z.object({ [Key.FLOOR]: z.number() })),
    [Key.ITEMS]: z.array(z.object({ [Key.SKU]: z.string() })),
  }`;

const CONTRACTS = `
import { defineEvent, defineTopology } from "@handoff/contracts";
import { z } from "zod";
import * as Key from "./key.js";
export * as Key from "./key.js";
${[...READING, ...WRITING]
  .map(
    (
      _,
      index,
    ) => `const in${String(index)} = defineEvent({ type: "in_${String(index)}", description: "In.", fields: Key, data: z.object(${PAYLOAD}) });
const out${String(index)} = defineEvent({ type: "out_${String(index)}", description: "Out.", fields: Key, data: z.object(${PAYLOAD}) });`,
  )
  .join("\n")}
export const topology = defineTopology({
  streams: {
${[...READING, ...WRITING].map((_, index) => `    ins_${String(index)}: [in${String(index)}], outs_${String(index)}: [out${String(index)}],`).join("\n")}
  },
  agents: {
${[...READING, ...WRITING]
  .map(
    (
      _,
      index,
    ) => `    A${String(index)}: { consumes: "ins_${String(index)}", group: "a_${String(index)}", publishes: ["outs_${String(index)}"] },
    Z${String(index)}: { consumes: "outs_${String(index)}", group: "z_${String(index)}", publishes: [] },`,
  )
  .join("\n")}
  },
});
export type T = typeof topology;
`;

const AGENTS = `
import { Agent, type WorkContext } from "@handoff/runtime";
import type { DataOf, DefinitionsOf, InputOf } from "@handoff/contracts";
import { Key, type T } from "./handoff.contracts.js";

declare function use(...values: unknown[]): void;
declare const raw: string;
interface Mine { readonly level: number }
const levelIn = (mine: Mine): number => mine.level;
const levelOf = (data: DataOf<DefinitionsOf<T, "ins_13">>): number => data.level;
const levelOfAny = <D extends Mine>(data: D): number => data.level;
const pick = <D, K extends keyof D>(data: D, key: K): D[K] => data[key];
const draftOf = (level: number) => ({ level });
const wholeDraft = () => ({ level: 1, items: [] });
class Reader { read(data: DataOf<DefinitionsOf<T, "ins_17">>): number { return data.level; } }

${[...READING, ...WRITING]
  .map(
    ([, body], index) => `
export class Agent${String(index)} extends Agent<T, "A${String(index)}"> {
  override doWork(event: InputOf<T, "A${String(index)}">, _traceId: string, context: WorkContext<T, "A${String(index)}">): void {
    type Out = { -readonly [K in keyof DataOf<DefinitionsOf<T, "outs_${String(index)}">>]: DataOf<DefinitionsOf<T, "outs_${String(index)}">>[K] };
    const { data } = event;
    const publish = (own: DataOf<DefinitionsOf<T, "outs_${String(index)}">>): void =>
      context.publish("outs_${String(index)}", { type: "out_${String(index)}", data: own });
    ${body}
    void [data, publish, null as unknown as Out];
  }
}`,
  )
  .join("\n")}
`;

const KEY = `
export const LEVEL = "level";
export const WARD = "ward";
export const PLACE = "place";
export const FLOOR = "floor";
export const ITEMS = "items";
export const SKU = "sku";
`;

/** What an agent certainly does with fields, and what it perhaps does. */
function shown(
  fields: readonly FieldUsage[],
  certain: (field: FieldUsage) => boolean,
  perhaps: (field: FieldUsage) => boolean,
): string {
  const names = (is: (field: FieldUsage) => boolean): readonly string[] => fields.filter(is).map(({ path }) => path);
  const unsure = names(perhaps);
  const all = unsure.length === fields.length ? ["everything"] : unsure;
  return [...names(certain), ...all.map((path) => `perhaps ${path}`)].join(", ");
}

/** In any order. */
function sorted(list: string): string {
  return list.split(", ").sort().join(", ");
}

describe("usage sees what code does with a field", () => {
  const project = new ContractsProject("usage-forms");
  let usage: Usage;
  beforeAll(async () => {
    await project.write({
      "key.ts": KEY,
      "handoff.contracts.ts": CONTRACTS,
      "agents.ts": AGENTS,
      "tsconfig.json": STRICT,
    });
    const { stdout, stderr } = await project.run("usage", "--json");
    expect(stderr).toBe("");
    usage = JSON.parse(stdout) as Usage;
  }, 120_000);
  afterAll(() => project.remove());

  const fieldsOf = (event: string): readonly FieldUsage[] => usage.fields.filter((field) => field.event === event);

  it.each(READING.map(([form, , read], index) => ({ form, read, index })))("reads: $form", ({ read, index }) => {
    const agent = `A${String(index)}`;
    const found = shown(
      fieldsOf(`in_${String(index)}`),
      ({ readers }) => readers.includes(agent),
      ({ perhapsReaders }) => perhapsReaders.includes(agent),
    );
    expect(sorted(found)).toBe(sorted(read));
  });

  it.each(WRITING.map(([form, , written], index) => ({ form, written, index: READING.length + index })))(
    "writes: $form",
    ({ written, index }) => {
      const agent = `A${String(index)}`;
      const found = shown(
        fieldsOf(`out_${String(index)}`),
        ({ writers }) => writers.includes(agent),
        ({ perhapsWriters }) => perhapsWriters.includes(agent),
      );
      expect(sorted(found)).toBe(sorted(written));
    },
  );
});
