import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { checkProject, registriesFrom } from "../src/settings.js";
import { findings } from "./lint.js";

const require = createRequire(import.meta.url);
const PLUGIN = fileURLToPath(new URL("../dist/index.js", import.meta.url));

/** Faults of the settings, and what the error says. */
const FAULTS: readonly (readonly [settings: unknown, error: string])[] = [
  [3, "settings.handoff is 3, which cannot be used: write an object, such as { registry:"],
  [
    { regsitry: {} },
    "settings.handoff.regsitry is {}, which cannot be used: there is no such setting: write registry, streams or groups.",
  ],
  [{ registry: null }, "settings.handoff.registry is null, which cannot be used: write an object, such as { module:"],
  [
    { streams: { modul: "./a.js" } },
    'settings.handoff.streams.modul is "./a.js", which cannot be used: there is no such setting: write module, name or values.',
  ],
  [{ registry: { module: 5 } }, "settings.handoff.registry.module is 5, which cannot be used: write a package"],
  [{ registry: { module: [] } }, "settings.handoff.registry.module is [], which cannot be used: write a package"],
  [
    { groups: { module: "./a.js", name: "a-b" } },
    'settings.handoff.groups.name is "a-b", which cannot be used: write the exported name',
  ],
  [
    { registry: { name: "Field" } },
    'settings.handoff.registry is {"name":"Field"}, which cannot be used: a registry of another name needs the module',
  ],
  [
    { registry: { values: ["side"] } },
    'settings.handoff.registry.values is ["side"], which cannot be used: write key → member',
  ],
  [
    { registry: { values: {} } },
    "settings.handoff.registry.values is {}, which cannot be used: a registry has members",
  ],
  [
    { registry: { values: { side: 1 } } },
    'settings.handoff.registry.values["side"] is 1, which cannot be used: write the name of the member',
  ],
  [
    { registry: { values: { a: "A", b: "A" } } },
    'settings.handoff.registry.values["b"] is "A", which cannot be used: it spells "a" already',
  ],
];

describe("settings that cannot be used", () => {
  it.each(FAULTS)("%j are refused", (handoff, error) => {
    expect(() => registriesFrom({ handoff })).toThrow(error);
  });

  it("are told from those that can", () => {
    expect(registriesFrom({}).registry.name).toBe("FieldName");
    expect(registriesFrom({ handoff: {} })).toEqual(registriesFrom(undefined));
    const { registry, streams } = registriesFrom({
      handoff: { registry: { module: ["./a.js", "b"], name: "$F", values: { a: "A" } } },
    });
    expect(registry).toMatchObject({ name: "$F", modules: ["./a.js", "b"], members: new Map([["a", "A"]]) });
    expect(streams.name).toBe("Stream");
  });

  it("are read once", () => {
    const settings = { handoff: { registry: { module: "./a.js" } } };
    expect(registriesFrom(settings)).toBe(registriesFrom(settings));
  });
});

describe("a module that settings name", () => {
  let cwd = "";
  const directories: string[] = [];
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  };
  const check = (module: string): void => {
    checkProject({ settings: { handoff: { registry: { module } } }, cwd, filename: join(cwd, "file.ts") });
  };

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "handoff-settings-"));
    directories.push(cwd);
    write("package.json", '{ "name": "here" }');
    write("file.ts", "");
    write("src/fields.ts", "");
    write("src/names/index.ts", "");
    write("node_modules/@acme/fields/package.json", "{}");
  });
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true });
  });

  it.each([
    "./src/fields.js",
    "./src/fields",
    "./src/fields.ts",
    "./src/names",
    "@acme/fields",
    "@acme/fields/deep.js",
  ])("is there: %s", (module) => {
    expect(() => {
      check(module);
    }).not.toThrow();
  });

  it.each(["./src/feilds.js", "../fields.js", "@acme/feilds", "fields"])("is missing: %s", (module) => {
    expect(() => {
      check(module);
    }).toThrow(`settings.handoff.registry.module is "${module}", and there is no such module in ${cwd}`);
  });

  it.each(["@/contracts/fields", "~/fields", "#fields", "here/fields", "node:fields"])(
    "may be a name of the project's own: %s",
    (module) => {
      expect(() => {
        check(module);
      }).not.toThrow();
    },
  );

  it.each([
    ["tsconfig.json", '{ "compilerOptions": { "paths": { "fields": ["./src/fields.ts"] } } }'],
    ["tsconfig.json", '{ "extends": "../tsconfig.json" }'],
    ["vite.config.ts", "export default { resolve: { alias: { fields: './src' } } };"],
    ["pnpm-workspace.yaml", "packages: []"],
    ["package.json", '{ "workspaces": ["packages/*"] }'],
  ])("may have another name by %s: %s", (file, text) => {
    write(file, text);
    expect(() => {
      check("fields");
    }).not.toThrow();
  });

  it("is not looked for where there is no project or no file", () => {
    const settings = { handoff: { registry: { module: "fields" } } };
    expect(() => {
      checkProject({ settings, cwd: join(cwd, "src"), filename: join(cwd, "file.ts") });
      checkProject({ settings, cwd, filename: join(cwd, "other.ts") });
    }).not.toThrow();
  });
});

describe.each(["eslint", "oxlint"] as const)("%s", (host) => {
  const cwd = mkdtempSync(join(tmpdir(), `handoff-${host}-`));
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }');
  writeFileSync(join(cwd, "file.js"), "export const answer = 42;\n");
  afterAll(() => {
    rmSync(cwd, { recursive: true });
  });

  function run(settings: unknown, options: unknown = {}): { readonly status: number | null; readonly said: string } {
    const rules = { "handoff/no-raw-string-key": ["error", options] };
    const bin = join(
      dirname(require.resolve(`${host}/package.json`)),
      "bin",
      host === "eslint" ? "eslint.js" : "oxlint",
    );
    if (host === "eslint") {
      const config = `[{ plugins: { handoff }, rules: ${JSON.stringify(rules)}, settings: ${JSON.stringify(settings)} }]`;
      writeFileSync(
        join(cwd, "eslint.config.js"),
        `import handoff from ${JSON.stringify(pathToFileURL(PLUGIN).href)};\nexport default ${config};\n`,
      );
    } else {
      const config = { jsPlugins: [PLUGIN], categories: { correctness: "off" }, rules, settings };
      writeFileSync(join(cwd, ".oxlintrc.json"), JSON.stringify(config));
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "file.js"], { cwd, encoding: "utf8" });
    return { status, said: stdout + stderr };
  }

  it("lints where the settings can be used", () => {
    expect(run({ handoff: { registry: { values: { side: "SIDE" } } } }).status).toBe(0);
  });

  it.each([
    [{ handoff: { regsitry: {} } }, "settings.handoff.regsitry is {}, which cannot be used"],
    [
      { handoff: { registry: { module: "@acme/feilds" } } },
      'settings.handoff.registry.module is "@acme/feilds", and there is no such module',
    ],
  ])("ends in an error that says what is wrong with %j", (settings, error) => {
    const { status, said } = run(settings);
    expect(said).toContain(error);
    expect(status).toBe(host === "eslint" ? 2 : 1);
  });

  it("refuses an option that there is not", () => {
    const { status, said } = run({}, { dottet: "never" });
    expect(said).toContain("dottet");
    expect(status).toBe(host === "eslint" ? 2 : 1);
  });
});

describe("a registry without the keys of the envelope", () => {
  const values = { sample: "SAMPLE" };
  const settings = { handoff: { registry: { module: "@lab/fields", name: "LabField", values } } };

  it("is said to be able to export them, where any other key is to be added", () => {
    const found = findings('const event = decodeEvent(fields); event["timestamp"]; event["levle"];', { settings });
    expect(found.map(({ message }) => message)).toEqual([
      "Key 'timestamp' is not in LabField, so no other agent knows of it: export TIMESTAMP of @handoff/contracts/field-name in the registry, and use LabField.TIMESTAMP.",
      "Key 'levle' is not in LabField, so no other agent knows of it: correct the key, or add LabField.LEVLE to the registry and use that.",
    ]);
  });
});
