import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAB, STRICT } from "./contracts-command.js";
import { FreshProject, PackedPackages } from "./fresh-project.js";

describe("handoff-contracts where nothing but the packed contracts is installed", { timeout: 60_000 }, () => {
  const packed = new PackedPackages(["contracts"]);
  const project = new FreshProject({ ...LAB, "tsconfig.json": STRICT });
  beforeAll(() => {
    project.install("@handoff/contracts", packed.folder);
  });
  afterAll(() => {
    project.remove();
    packed.remove();
  });

  it("brings no package that only one of its tools needs", () => {
    expect(project.installed()).toEqual(["@handoff/contracts", "commander", "jiti", "zod"]);
  });

  it("keeps and checks snapshots, and says what it could not try without fast-check", () => {
    expect(project.run("handoff-contracts snapshot")).toMatchObject({ code: 0 });
    const { code, output } = project.run("handoff-contracts check");
    expect(code).toBe(0);
    expect(output).toContain("fast-check is not installed");
    expect(output).toContain("All agree: 1 of events, 1 of snapshots (FULL_TRANSITIVE).");
  });

  it("refuses a change that old readers do not survive, with an example of what they would refuse", () => {
    const contracts = LAB["handoff.contracts.ts"] ?? "";
    project.write("handoff.contracts.ts", contracts.replace("z.number()", "z.string()"));
    try {
      const { code, output } = project.run("handoff-contracts check");
      expect(code).toBe(1);
      expect(output).toContain("level");
      expect(output).toMatch(/"level":\s*"/);
    } finally {
      project.write("handoff.contracts.ts", contracts);
    }
  });

  it.each([
    ["usage", "typescript@6"],
    ["scan results --redis redis://127.0.0.1:1", "ioredis"],
  ])("says what to install for %s", (command, wanted) => {
    const { code, output } = project.run(`handoff-contracts ${command}`);
    expect(code).toBe(2);
    expect(output).toContain("PACKAGE_MISSING");
    expect(output).toContain(wanted);
  });
});
