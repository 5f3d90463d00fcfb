import { describe, expect, it } from "vitest";
import { exportsMembers, isRegistryFile, isRegistryModule, specifierFrom } from "../../src/analysis/modules.js";
import type { Registry } from "../../src/registry.js";
import { registriesFrom } from "../../src/settings.js";

const place = { cwd: "/project", filename: "/project/packages/contracts/src/events/grade.ts" };

function registryAt(...module: readonly string[]): Registry {
  return registriesFrom({ handoff: { registry: { module } } }).registry;
}

describe("the module of a registry", () => {
  it("is reached as it is configured", () => {
    expect(isRegistryModule(registryAt("@handoff/contracts"), "@handoff/contracts", place)).toBe(true);
    expect(isRegistryModule(registryAt("@handoff/contracts"), "@handoff/other", place)).toBe(false);
  });

  it("is reached by any relative spelling of the same file", () => {
    const registry = registryAt("./packages/contracts/src/index.ts");
    expect(isRegistryModule(registry, "../index.js", place)).toBe(true);
    expect(isRegistryModule(registry, "./../../src/index", place)).toBe(true);
  });

  it("is reached by a relative module of the same base name, and by no other", () => {
    const registry = registryAt("@lab/fields");
    expect(isRegistryModule(registry, "./fields.js", place)).toBe(true);
    expect(isRegistryModule(registry, "fields", place)).toBe(false);
    expect(isRegistryModule(registry, "./columns.js", place)).toBe(false);
  });

  it("exports the members themselves if it is called like the registry of the contracts", () => {
    const registry = registriesFrom(undefined).registry;
    expect(exportsMembers(registry, "../field-name.js")).toBe(true);
    expect(exportsMembers(registry, "@handoff/contracts/field-name")).toBe(true);
    expect(exportsMembers(registry, "@handoff/contracts")).toBe(false);
    expect(exportsMembers(registryAt("./field-name.js"), "./field-name.js")).toBe(false);
  });

  it("knows its own file", () => {
    const registry = registryAt("./src/field-name.ts");
    expect(isRegistryFile(registry, { cwd: "/project", filename: "/project/src/field-name.ts" })).toBe(true);
    expect(isRegistryFile(registry, { cwd: "/project", filename: "/project/src/other.ts" })).toBe(false);
  });

  it("is imported by its path from the file", () => {
    expect(specifierFrom("@handoff/contracts", place)).toBe("@handoff/contracts");
    expect(specifierFrom("./packages/contracts/src/field-name.js", place)).toBe("../field-name.js");
    expect(specifierFrom("./packages/contracts/src/events/x.js", place)).toBe("./x.js");
  });
});

describe("settings", () => {
  it("know the default registry's members, also beside another module", () => {
    expect(registriesFrom(undefined).registry.members?.get("trace_id")).toBe("TRACE_ID");
    expect(registryAt("./own.js", "@handoff/contracts").members?.get("trace_id")).toBe("TRACE_ID");
  });

  it("know no members of a registry of other name without values", () => {
    const own = { module: "./own.js", name: "LabField" };
    expect(registriesFrom({ handoff: { registry: own } }).registry.members).toBeUndefined();
    const known = registriesFrom({ handoff: { registry: { ...own, values: { sample_id: "SAMPLE_ID" } } } });
    expect(known.registry.keys?.get("SAMPLE_ID")).toBe("sample_id");
  });
});
