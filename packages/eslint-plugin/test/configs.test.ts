import { readFileSync } from "node:fs";
import plugin from "@handoff/eslint-plugin";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { rules } from "../src/rules/index.js";

describe("the plugin", () => {
  it("tells hosts its name space and version", () => {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(plugin.meta).toEqual({ name: "handoff", version: manifest.version, namespace: "handoff" });
  });

  it("has no dependency at run time but the contracts", () => {
    const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies)).toEqual(["@handoff/contracts"]);
  });

  it("reports through its recommended config", async () => {
    const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [plugin.configs.recommended] });
    const [result] = await eslint.lintText('function f(data) { return data["side"]; }', { filePath: "file.js" });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(["handoff/no-raw-string-key"]);
  });
});

describe("configs", () => {
  it("recommend what each rule says of itself", () => {
    const expected = Object.fromEntries(rules.map(({ name, meta }) => [`handoff/${name}`, meta.docs.recommended]));
    expect(plugin.configs.recommended.rules).toEqual(expected);
  });

  it("make every rule an error when strict", () => {
    expect(new Set(Object.values(plugin.configs.strict.rules ?? {}))).toEqual(new Set(["error"]));
    expect(Object.keys(plugin.configs.strict.rules ?? {})).toEqual(rules.map(({ name }) => `handoff/${name}`));
  });

  it("carry the plugin and a name", () => {
    expect(plugin.configs.recommended.plugins?.handoff).toBe(plugin);
    expect([plugin.configs.recommended.name, plugin.configs.strict.name]).toEqual([
      "handoff/recommended",
      "handoff/strict",
    ]);
  });
});
