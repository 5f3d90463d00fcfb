import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const DIST = new URL("../dist/", import.meta.url);

/** The modules that built code loads and that are neither its own, nor Node's, nor an entry that loads no zod. */
function foreignImports(code: string): string[] {
  const statement = /^(?:import|export) (?:[\w*{},\s]+ from )?["']([^"']+)["']/gm;
  const modules = [...code.matchAll(statement)].map(([, module = ""]) => module);
  return modules.filter((module) => !/^(?:\.|node:|@handoff\/contracts\/(?:field-name|streams)$)/.test(module));
}

describe("what is published", () => {
  const files = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));

  it("is built", () => {
    expect(files).toContain("index.js");
  });

  it.each(files)("loads nothing of others in %s", (file) => {
    expect(foreignImports(readFileSync(new URL(file, DIST), "utf8"))).toEqual([]);
  });

  it("would be refused with an import of others", () => {
    expect(
      foreignImports('import { AST_NODE_TYPES } from "@typescript-eslint/utils";\nimport a from "./a.js";'),
    ).toEqual(["@typescript-eslint/utils"]);
    expect(foreignImports('import { z } from "@handoff/contracts";')).toEqual(["@handoff/contracts"]);
  });
});
