import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { encodeEvent, type EventDefinition, EventSet, FieldName, referenceTopology } from "@handoff/contracts";
import { asyncApiDocument, contractSetOf, pythonModule } from "@handoff/contracts/export";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { CANDLES, ended, handoff, type RedisPart, redisPart, ROOT } from "./command.js";
import { ContractsProject, LAB } from "./contracts-command.js";
import { everyForm as forms } from "./every-form.js";

const setOf = (exported: Readonly<Record<string, unknown>>) =>
  contractSetOf(Object.entries(exported).map(([place, value]) => ({ place, value })));

const reference = setOf({ referenceTopology });
const everyForm = setOf(forms);

describe("the AsyncAPI document is accepted by AsyncAPI's own parser", () => {
  const parsed = async (document: object) => {
    const script = fileURLToPath(new URL("parse-asyncapi.js", import.meta.url));
    const { stdout } = await ended(process.execPath, [script], { input: JSON.stringify(document) });
    return JSON.parse(stdout) as Readonly<Record<"faults" | "addresses" | "messages", readonly string[]>>;
  };
  const info = { title: "lab", version: "1.2.3" };

  it.each([
    ["the reference chain", reference],
    ["every form of a schema", everyForm],
  ])("%s", async (_what, contracts) => {
    const { faults, addresses, messages } = await parsed(asyncApiDocument(contracts, info));
    expect(faults).toEqual([]);
    const streams = Object.keys(contracts.topology?.streams ?? {});
    expect(new Set(addresses)).toEqual(new Set([...streams, "dlq_events"]));
    expect(new Set(messages)).toEqual(new Set([...contracts.events.map(({ type }) => type), "dead_letter"]));
  });

  it("says who publishes and which group reads", () => {
    expect(asyncApiDocument(reference, info)).toMatchObject({
      asyncapi: "3.0.0",
      operations: {
        "ReasoningAgent.consumes.signals": { action: "receive", "x-redis-stream": { group: "reasoning_agents" } },
        "ReasoningAgent.publishes.decisions": { action: "send", channel: { $ref: "#/channels/decisions" } },
      },
      channels: {
        signals: {
          bindings: { redis: {} },
          "x-redis-stream": {
            stream: "signals",
            groups: [{ group: "reasoning_agents", agent: "ReasoningAgent" }],
            deadLetterStream: "dlq_events",
          },
        },
      },
    });
  });

  it("has an example for each event, which the event's schema accepts", () => {
    const { components } = asyncApiDocument(everyForm, info) as unknown as {
      components: { messages: Readonly<Record<string, { examples?: readonly { payload: unknown }[] }>> };
    };
    for (const event of everyForm.events) {
      const [example] = components.messages[event.type.replaceAll(":", "--")]?.examples ?? [];
      expect(event.compiledWrite().safeParse(example?.payload)).toMatchObject({ success: true });
    }
  });

  it("would be refused if it were wrong", async () => {
    const document = asyncApiDocument(reference, info);
    expect((await parsed({ ...document, channels: {} })).faults).not.toEqual([]);
    expect((await parsed({ ...document, info: {} })).faults).not.toEqual([]);
  });

  it("needs a topology", () => {
    expect(() => asyncApiDocument(setOf({ tree: forms.tree }), info)).toThrow(
      /^OPTION_INVALID at asyncapi: These contracts have no topology/,
    );
  });
});

describe("the Python module", () => {
  const folder = `${ROOT}.cache/python-export/`;
  let part: RedisPart;
  beforeAll(() => {
    part = redisPart();
  });
  afterAll(async () => {
    await part.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a Python that imports the module says of the entries of some streams. */
  const checked = async (contracts: typeof reference, streams: readonly string[]) => {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}events.py`, pythonModule(contracts));
    const script = fileURLToPath(new URL("check-events.py", import.meta.url));
    const keys = streams.map((stream) => `${part.keyPrefix}${stream}`);
    const { stdout, stderr } = await ended(inject("python"), ["-B", script, folder, part.url, ...keys]);
    expect(stderr).toBe("");
    return JSON.parse(stdout) as { counts: Readonly<Record<string, number>>; faults: readonly string[] };
  };

  const written = async (definition: EventDefinition, stream: string, data: unknown): Promise<void> => {
    const fields = encodeEvent(
      {
        [FieldName.TYPE]: definition.type,
        [FieldName.DATA]: data,
        [FieldName.TRACE_ID]: "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10",
        [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
        [FieldName.SOURCE_AGENT]: "Maker",
        [FieldName.SCHEMA_VERSION]: definition.version,
      },
      new EventSet([definition]),
    );
    await part.redis.xadd(`${part.keyPrefix}${stream}`, "*", ...Object.entries(fields).flat());
  };

  it("describes every entry that the runtime wrote", async () => {
    const run = await handoff("run", "--candles", CANDLES.replace("*", "2025"), "--symbol", "URTH", ...part.options);
    expect(run.code).toBe(0);
    const { counts, faults } = await checked(reference, Object.keys(referenceTopology.streams));
    expect(faults).toEqual([]);
    expect(Object.keys(counts).sort()).toEqual(reference.events.map(({ type }) => type));
    expect(counts["trading_signal"]).toBeGreaterThan(30);
  });

  it("describes every form of a schema", async () => {
    const document = asyncApiDocument(everyForm, { title: "", version: "" }) as unknown as {
      components: { messages: Readonly<Record<string, { examples: readonly { payload: unknown }[] }>> };
    };
    for (const event of everyForm.events) {
      const [example] = document.components.messages[event.type.replaceAll(":", "--")]?.examples ?? [];
      await written(event, "forms", example?.payload);
    }
    const counts = { dictionary: 1, "lab.plain:v1": 1, tree: 1 };
    expect(await checked(everyForm, ["forms"])).toEqual({ counts, faults: [] });
  });

  it("would tell of an entry that it does not describe", async () => {
    const id = "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10";
    const node = (children: unknown): string => JSON.stringify({ id, children });
    for (const data of [node([{ id: 1, children: [] }]), node([{ id }]), node({}), node([]).replace("}", ',"x":1}')]) {
      const fields = { [FieldName.TYPE]: "tree", [FieldName.DATA]: data, [FieldName.TRACE_ID]: id };
      await part.redis.xadd(`${part.keyPrefix}wrong`, "*", ...Object.entries(fields).flat());
    }
    expect((await checked(everyForm, ["wrong"])).faults).toEqual([
      "tree.data.children.0.id: 1 is no str",
      "tree.data.children.0.children: missing",
      "tree.data.children: {} is no list",
      "tree.data.x: no such key",
    ]);
  });
});

describe("the registry's values serve the linter", () => {
  const project = new ContractsProject("registry");
  const linted = 'import "@handoff/contracts";\nexport const levelOf = (event) => [event["level"], event["levle"]];\n';
  let setting: unknown;

  beforeAll(async () => {
    await project.write({ ...LAB, "src/level.js": linted });
    const place = ["--module", "./registry.js", "--name", "LabField"];
    const { code, stdout } = await project.run("export", "registry", ...place);
    expect(code).toBe(0);
    setting = JSON.parse(stdout);
    const settings = JSON.stringify({ handoff: { registry: setting } });
    await project.add({
      "registry.js": 'export const LabField = { SAMPLE: "sample", LEVEL: "level" };',
      "eslint.config.js": `import handoff from "@handoff/eslint-plugin";
export default [{ files: ["src/**"], ...handoff.configs.recommended, settings: ${settings} }];`,
      ".oxlintrc.json": JSON.stringify({
        jsPlugins: ["@handoff/eslint-plugin"],
        rules: { "handoff/no-raw-string-key": "error" },
        settings: { handoff: { registry: setting } },
      }),
    });
  });
  afterAll(() => project.remove());

  it("are what settings.handoff.registry takes", () => {
    expect(setting).toEqual({
      module: "./registry.js",
      name: "LabField",
      values: { level: "LEVEL", sample: "SAMPLE" },
    });
  });

  it.each([
    ["ESLint", ["eslint", "src/level.js"]],
    ["oxlint", ["oxlint", "-c", ".oxlintrc.json", "src/level.js"]],
  ])("%s knows the field, and that the typo is none", async (_host, args) => {
    const { code, stdout } = await ended("npx", ["--no-install", ...args], { cwd: project.directory });
    expect(code).toBe(1);
    expect(stdout).toContain("LabField.LEVEL");
    expect(stdout).toContain("Key 'levle' is not in LabField");
  });

  it("have no place of their own, so it must be given", async () => {
    const { code, stderr } = await project.run("export", "registry", "--name", "LabField");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("OPTION_INVALID at --module") });
    const other = await project.run("export", "python", "--name", "LabField");
    expect(other.stderr).toContain(
      "OPTION_INVALID at --name: It says where the registry is, and python does not tell.",
    );
  });
});

describe("the Markdown reference", () => {
  it("names streams, events and fields of a team", async () => {
    const project = new ContractsProject("markdown");
    await project.write(LAB);
    const { stdout } = await project.run("export", "markdown");
    await project.remove();
    expect(stdout).toContain("Analyser -- results --> Reviewer");
    expect(stdout).toContain("| `results` | `result` | Analyser | `reviewing_agents` | Reviewer |");
    expect(stdout).toContain("| `level` | number | yes | Measured level, millimoles per litre |");
    expect(stdout).toContain("| `SAMPLE` | `sample` | `result` |");
  });
});
