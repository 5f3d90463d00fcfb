import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContractsProject, LAB } from "./contracts-command.js";

const lab = new ContractsProject("lab");
beforeAll(() => lab.write(LAB));
afterAll(() => lab.remove());

interface Bundle {
  readonly $defs: Readonly<Record<string, { readonly properties: object }>>;
}

describe("handoff-contracts", () => {
  it("finds a team's contracts in TypeScript and writes nothing but the answer", async () => {
    const { code, stdout, stderr } = await lab.run("export", "json-schema");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const bundle = JSON.parse(stdout) as Bundle;
    expect(Object.keys(bundle.$defs)).toEqual(["result"]);
    expect(Object.keys(bundle.$defs["result"]?.properties ?? {})).toEqual(["level", "sample"]);
  });

  it("writes to a file, and says which, on standard error", async () => {
    const { code, stdout, stderr } = await lab.run("export", "json-schema", "--out", "schema.json");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "Written: schema.json\n" });
    const text = await readFile(join(lab.directory, "schema.json"), "utf8");
    expect(text).toBe((await lab.run("export", "json-schema")).stdout);
  });

  it("answers a program in JSON", async () => {
    const file = JSON.parse((await lab.run("export", "json-schema", "--out", "x.json", "--json")).stdout) as unknown;
    expect(file).toEqual({ form: "json-schema", file: "x.json", bytes: expect.any(Number) });
    const whole = JSON.parse((await lab.run("export", "json-schema", "--json")).stdout) as unknown;
    expect(whole).toMatchObject({ $defs: { result: {} } });
    const text = JSON.parse((await lab.run("export", "markdown", "--json")).stdout) as unknown;
    expect(text).toMatchObject({ form: "markdown", text: expect.stringContaining("# Events") });
  });

  it("says what is wrong with its arguments and ends with 2", async () => {
    const { code, stderr } = await lab.run("export", "xml");
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are json-schema, ");
    expect((await lab.run("--help")).code).toBe(0);
  });
});

describe("contracts that cannot be loaded end the command with 2 and one line", () => {
  const bad = new ContractsProject("bad");
  beforeAll(() =>
    bad.write({
      ...LAB,
      "handoff.contracts.ts": "export const nothing = 1;",
      "lab.ts": LAB["handoff.contracts.ts"] ?? "",
      "throws.ts": 'throw new RangeError("no such ward");',
      "syntax.ts": "export const = 1;",
      "unknown-stream.ts": `
        import { defineTopology } from "@handoff/contracts";
        export const topology = defineTopology({ streams: {}, agents: { A: { publishes: ["missing"] } } });`,
      "missing-import.ts": 'import { x } from "./nowhere.js";\nexport const y = x;',
      "chatty.mjs": 'console.log("loading");\nexport * from "./lab.ts";',
    }),
  );
  afterAll(() => bad.remove());

  it.each([
    ["none named, and the default exports none", [], "CONTRACTS_NOT_FOUND at handoff.contracts.ts: Nothing"],
    ["no such file", ["--contracts", "gone.ts"], "CONTRACTS_NOT_FOUND at gone.ts: There is no such file."],
    ["a module that throws", ["--contracts", "throws.ts"], "CONTRACTS_UNLOADABLE at throws.ts: It cannot be loaded: R"],
    ["one that does not parse", ["--contracts", "syntax.ts"], "CONTRACTS_UNLOADABLE at syntax.ts: It cannot be"],
    ["a contract that is broken", ["--contracts", "unknown-stream.ts"], "TOPOLOGY_INVALID at agents.A.missing"],
    ["an import that is missing", ["--contracts", "missing-import.ts"], "nowhere.js"],
  ])("%s", async (_what, args, message) => {
    const { code, stdout, stderr } = await bad.run("export", "json-schema", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^handoff-contracts: [A-Z_]+ at /);
    expect(stderr).not.toContain("    at ");
  });

  it("takes no contracts of ours where a team has none", async () => {
    const none = new ContractsProject("none");
    await none.write({});
    const { code, stderr } = await none.run("export", "json-schema");
    expect(code).toBe(2);
    expect(stderr).toContain("There is no handoff.contracts.js, .mjs or .ts, here or in src.");
    await none.remove();
  });

  it("keeps what a module prints out of the answer", async () => {
    const { code, stdout, stderr } = await bad.run("export", "json-schema", "--contracts", "chatty.mjs");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("$defs.result");
    expect(stderr).toBe("loading\n");
  });

  it("takes several modules as one", async () => {
    const args = ["--contracts", "lab.ts", "--contracts", "chatty.mjs"];
    expect((await bad.run("export", "json-schema", ...args)).code).toBe(0);
  });
});
