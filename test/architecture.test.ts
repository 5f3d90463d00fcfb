import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

const { layers } = (await import(new URL("../eslint.config.js", import.meta.url).href)) as {
  layers: Readonly<Record<string, Linter.Config>>;
};

/** The messages that a layer's block gives a file. */
function messagesOf(layer: string, filename: string, code: string): string[] {
  const block = layers[layer];
  if (block === undefined) throw new Error(`No layer ${layer}`);
  const typescript: Linter.Config = { files: ["**/*.ts"], languageOptions: { parser } };
  const found = new Linter().verify(code, [typescript, block], { filename });
  return found.map(({ message }) => message);
}

/** For each layer an import that it must refuse, and one that it must allow, in a file of its own. */
const borders: Readonly<Record<string, readonly { file: string; refused: string; allowed: string }[]>> = {
  contracts: [
    { file: "packages/contracts/src/codec.ts", refused: "node:fs", allowed: "zod" },
    { file: "packages/contracts/src/events/grade.ts", refused: "ioredis", allowed: "../define-event.js" },
    { file: "packages/contracts/src/index.ts", refused: "./export/json-schema.js", allowed: "./topology.js" },
  ],
  contractTools: [
    { file: "packages/contracts/src/export/json-schema.ts", refused: "../cli/output.js", allowed: "../topology.js" },
    { file: "packages/contracts/src/scan/scan.ts", refused: "commander", allowed: "ioredis" },
  ],
  fieldName: [
    { file: "packages/contracts/src/field-name.ts", refused: "zod", allowed: "./errors.js" },
    { file: "packages/contracts/src/streams.ts", refused: "./define-event.js", allowed: "./errors.js" },
  ],
  eslintPlugin: [
    {
      file: "packages/eslint-plugin/src/registry.ts",
      refused: "@handoff/contracts",
      allowed: "@handoff/contracts/field-name",
    },
    { file: "packages/eslint-plugin/src/index.ts", refused: "@handoff/runtime", allowed: "./rules/index.js" },
    { file: "packages/eslint-plugin/src/index.ts", refused: "lodash", allowed: "node:path" },
  ],
  ports: [
    { file: "packages/runtime/src/ports/event-store.ts", refused: "ioredis", allowed: "./clock.js" },
    { file: "packages/runtime/src/ports/clock.ts", refused: "../agent.js", allowed: "node:crypto" },
  ],
  adapters: [
    {
      file: "packages/runtime/src/adapters/redis/redis-event-store.ts",
      refused: "../../consumer/consumer.js",
      allowed: "../../ports/event-store.js",
    },
    { file: "packages/runtime/src/adapters/memory/x.ts", refused: "../../agent.js", allowed: "../../errors.js" },
  ],
  machinery: [
    {
      file: "packages/runtime/src/consumer/consumer.ts",
      refused: "../trading/grade-agent.js",
      allowed: "../ports/event-store.js",
    },
    { file: "packages/runtime/src/agent.ts", refused: "./adapters/redis/keys.js", allowed: "./errors.js" },
    {
      file: "packages/runtime/src/dead-letters/replays.ts",
      refused: "../adapters/redis/keys.js",
      allowed: "../ports/event-store.js",
    },
    { file: "packages/runtime/src/lineage.ts", refused: "ioredis", allowed: "./ports/event-store.js" },
  ],
  trading: [
    { file: "packages/runtime/src/trading/grade-agent.ts", refused: "../consumer/limits.js", allowed: "../agent.js" },
    { file: "packages/runtime/src/trading/x.ts", refused: "../create-runtime.js", allowed: "../producer.js" },
  ],
  packages: [
    { file: "test/pipeline.test.ts", refused: "@handoff/runtime/src/agent.js", allowed: "@handoff/runtime" },
    { file: "packages/contracts/test/codec.test.ts", refused: "@handoff/contracts/dist/index.js", allowed: "zod" },
  ],
};

describe("layers", () => {
  it("each have a border that is tested", () => {
    expect(Object.keys(borders).sort()).toEqual(Object.keys(layers).sort());
  });

  describe.each(Object.entries(borders))("%s", (layer, cases) => {
    it.each(cases)("$file may not import $refused", ({ file, refused }) => {
      expect(messagesOf(layer, file, `import x from "${refused}"; x();`)).not.toEqual([]);
    });

    it.each(cases)("$file may import $allowed", ({ file, allowed }) => {
      expect(messagesOf(layer, file, `import x from "${allowed}"; x();`)).toEqual([]);
    });
  });
});

/** Lines of a source that speak of trading. */
function tradingLines(source: string): string[] {
  return source.split("\n").filter((line) => /trading|candle|broker|ticker|portfolio/i.test(line));
}

describe("the machinery knows nothing of trading", () => {
  const files = readdirSync(new URL("../packages/runtime/src/", import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/^(trading|cli)\//.test(path) && path !== "index.ts")
    .map((path) => [path, readFileSync(new URL(`../packages/runtime/src/${path}`, import.meta.url), "utf8")] as const);

  it("would be noticed if it did", () => {
    expect(tradingLines('import { gradeOf } from "./trading/grading.js";\nconst attempts = 1;')).toHaveLength(1);
  });

  it("looks at every file of it", () => {
    expect(files.map(([path]) => path)).toEqual(
      expect.arrayContaining(["agent.ts", "consumer/consumer.ts", "errors.ts"]),
    );
  });

  it.each(files)("%s", (_path, source) => {
    expect(tradingLines(source)).toEqual([]);
  });
});

/** The circles among modules that import each other, each as the way around it; `modules` are paths and sources. */
function importCircles(modules: ReadonlyMap<string, string>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const follow = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" > "));
    if (way.includes(path) || done.has(path)) return;
    for (const imported of importsOf(path, modules.get(path) ?? "")) follow(imported, [...way, path]);
    done.add(path);
  };
  for (const path of modules.keys()) follow(path, []);
  return circles;
}

/** The relative modules that a module imports or re-exports, types included: a reader follows those as well. */
function importsOf(path: string, source: string): string[] {
  return [...source.matchAll(/^(?:import|export|\} from)\b[^;]*?"(\.[^"]+)\.js"/gm)].map(
    ([, specifier]) => `${posix.join(posix.dirname(path), specifier ?? "")}.ts`,
  );
}

/** The packages that a module loads, itself or through what it imports. */
function packagesOf(entry: string, modules: ReadonlyMap<string, string>, seen = new Set<string>()): string[] {
  if (seen.has(entry)) return [];
  seen.add(entry);
  const source = modules.get(entry) ?? "";
  const own = [...source.matchAll(/(?:\bfrom |\bimport\(|^import )"([^."][^"]*)"/gm)].map(([, name]) => name ?? "");
  return [...own, ...importsOf(entry, source).flatMap((path) => packagesOf(path, modules, seen))];
}

describe("a service that imports the contracts loads zod and nothing else", () => {
  it("would be noticed if it did", () => {
    const modules = new Map([
      ["index.ts", 'export { b } from "./b.js";\nimport { z } from "zod";'],
      ["b.ts", 'import ts from "typescript";\nconst { Redis } = await import("ioredis");\nimport "side-effect";'],
    ]);
    expect(packagesOf("index.ts", modules)).toEqual(["zod", "typescript", "ioredis", "side-effect"]);
  });

  it.each(["index.ts", "field-name.ts", "streams.ts"])("%s", (entry) => {
    const loaded = new Set(packagesOf(entry, sourcesOf("contracts")));
    expect([...loaded]).toEqual(entry === "index.ts" ? ["zod"] : []);
  });
});

function sourcesOf(name: string): ReadonlyMap<string, string> {
  const root = new URL(`../packages/${name}/src/`, import.meta.url);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return new Map(paths.map((path) => [path, readFileSync(new URL(path, root), "utf8")]));
}

describe("modules of a package do not import in a circle", () => {
  it("would be noticed if they did", () => {
    const modules = new Map([
      ["src/a.ts", 'import { b } from "./deep/b.js";\nimport { d } from "./d.js";'],
      ["src/deep/b.ts", 'import {\n  type C,\n} from "../c.js";'],
      ["src/c.ts", 'export type { A } from "./a.js";'],
      ["src/d.ts", 'import { c } from "zod";'],
    ]);
    expect(importCircles(modules)).toEqual(["src/a.ts > src/deep/b.ts > src/c.ts > src/a.ts"]);
  });

  it.each(readdirSync(new URL("../packages/", import.meta.url)))("%s", (name) => {
    const modules = sourcesOf(name);
    expect([...modules].flatMap(([path, source]) => importsOf(path, source))).not.toEqual([]);
    expect(importCircles(modules)).toEqual([]);
  });
});
