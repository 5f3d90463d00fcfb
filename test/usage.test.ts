import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Usage } from "@handoff/contracts/usage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ended, ROOT } from "./command.js";
import { ContractsProject, STRICT } from "./contracts-command.js";
import { PARCEL_AGENTS, PARCEL_CONTRACTS, PLANTED } from "./drifting-service.js";

const TSC = `${ROOT}node_modules/typescript/bin/tsc`;

function agentsWith(contracts: string): Readonly<Record<string, string>> {
  const seenFrom = (path: string): string => (path.includes("/") ? contracts.replace(/^\.\//, "../") : contracts);
  return Object.fromEntries(
    Object.entries(PARCEL_AGENTS).map(([path, text]) => [`src/${path}`, text.replaceAll("CONTRACTS", seenFrom(path))]),
  );
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

const shown = ({ findings }: Usage): readonly string[] =>
  findings.map(({ severity, rule, subject }) => `${severity} ${rule} ${subject}`);

describe("usage of a service that drifts", { timeout: 120_000 }, () => {
  const sources = new ContractsProject("usage-sources");
  const compiled = new ContractsProject("usage-compiled");
  const ARGS = ["usage", "--project", "src/tsconfig.json", "--contracts"];
  const fromSources = [...ARGS, "src/contracts/index.ts"];
  const fromPackage = [...ARGS, "node_modules/parcel-contracts/index.js"];
  let usage: Usage;
  beforeAll(async () => {
    await sources.write({ ...agentsWith("./contracts/index.js"), ...inFolder("src/contracts", PARCEL_CONTRACTS) });
    await compiled.write({
      ...agentsWith("parcel-contracts"),
      ...inFolder("contracts", PARCEL_CONTRACTS),
      "contracts/tsconfig.json": STRICT.replace(
        '"noEmit":true',
        '"declaration":true,"outDir":"../node_modules/parcel-contracts"',
      ),
      "node_modules/parcel-contracts/package.json": JSON.stringify({
        name: "parcel-contracts",
        type: "module",
        exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
      }),
    });
    const built = await ended(process.execPath, [TSC, "-p", "contracts"], { cwd: compiled.directory });
    expect(built).toMatchObject({ code: 0, stdout: "" });
    const { code, stdout } = await sources.run(...fromSources, "--json", "--write", "usage.json");
    expect(code).toBe(0);
    usage = JSON.parse(stdout) as Usage;
  }, 120_000);
  afterAll(() => Promise.all([sources.remove(), compiled.remove()]));

  it("finds what was planted, and nothing else", () => {
    expect(shown(usage)).toEqual(PLANTED);
    const depot = usage.fields.find(({ path }) => path === "depot");
    expect(depot).toMatchObject({ writers: ["Router"], readers: ["Courier"], optional: true });
    const places = usage.findings.map(({ places: where }) => where.map((place) => place.replace(/:\d+$/, "")));
    expect(places).toEqual([["desk.ts"], ["depots.ts"], ["courier.ts"], [], ["courier.ts"], []]);
    expect(usage.elsewhere).toEqual(["Biller"]);
  });

  it("says what it cannot see, and takes that for neither unread nor read", () => {
    const [address] = usage.unseen.filter(({ place }) => place.startsWith("depots.ts"));
    expect(address).toMatchObject({
      kind: "escaped",
      agents: ["Router"],
      event: "parcel_booked",
      paths: ["address.street", "address.town"],
    });
    const street = usage.fields.find(({ path }) => path === "address.street");
    expect(street).toMatchObject({ readers: [], perhapsReaders: ["Router"] });
  });

  it("finds the same with the contracts of a compiled package", async () => {
    const { stdout } = await compiled.run(...fromPackage, "--json");
    expect(JSON.parse(stdout)).toEqual(usage);
  });

  it("takes another project's agent for one that reads and writes all of its own", async () => {
    const { code, stdout } = await sources.run(...fromSources, "--elsewhere", "Biller", "--json");
    expect(shown(JSON.parse(stdout) as Usage)).toEqual(PLANTED.slice(0, -1));
    expect(code).toBe(1);
  });

  it("compares with a baseline, which knows what there is", async () => {
    const same = await sources.run(...fromSources, "--check", "usage.json", "--format", "markdown");
    expect(same).toMatchObject({ code: 0, stderr: "As in the baseline.\n" });
    expect(same.stdout).not.toContain("baseline");
    expect(same.stdout).toContain('Router -- "parcel_routed: parcel, depot" --> Courier');
    expect(same.stdout).toMatch(/\| `depot` \(optional\) +\| Router +\| Courier +\|/);
    expect(same.stdout).toContain("- fault never-written parcel_booked.insured:");
  });

  it("tells what has changed since", async () => {
    const router = join(sources.directory, "src/router.ts");
    const text = await readFile(router, "utf8");
    await writeFile(router, text.replace("{ [Key.DEPOT]: depot }", "{}"));
    try {
      const changed = await sources.run(...fromSources, "--check", "usage.json");
      expect(changed.code).toBe(1);
      expect(changed.stdout).toContain("parcel_routed.depot is no longer written by Router.");
      expect(changed.stdout).toContain("New finding: never-written parcel_routed.depot.");
    } finally {
      await writeFile(router, text);
    }
  });

  it.each([
    ["PROJECT_NOT_FOUND", ["--project", "nowhere.json"], "nowhere.json"],
    ["PROJECT_NOT_FOUND", ["--project", "empty/tsconfig.json"], "empty/tsconfig.json"],
    ["PROJECT_NOT_FOUND", ["--project", "other/tsconfig.json"], "parcel_booked"],
    ["PROJECT_BROKEN", ["--project", "broken/tsconfig.json"], "broken/index.ts:2"],
    ["PROJECT_BROKEN", ["--project", "loose/tsconfig.json"], "loose/tsconfig.json"],
    ["PACKAGE_MISSING", ["--typescript", "no-such-typescript"], "typescript@6"],
    ["PACKAGE_UNSUITABLE", ["--typescript", "../loose/typescript.cjs"], "TypeScript 7"],
    ["OPTION_INVALID", ["--elsewhere", "Nobody"], "Nobody"],
    ["CONTRACTS_NOT_FOUND", ["--contracts", "broken/events.ts"], "topology"],
    ["BASELINE_UNREADABLE", ["--check", "package.json"], "package.json"],
    ["BASELINE_UNREADABLE", ["--check", "nowhere.json"], "nowhere.json"],
  ])("ends with 2 and %s given %j", async (code, args, place) => {
    await sources.add({
      "empty/tsconfig.json": '{ "files": [] }',
      "other/index.ts": "export const nothing = 1;",
      "other/tsconfig.json": STRICT,
      "broken/index.ts": "\nexport const text: string = 1;",
      "broken/events.ts": "import { tradingSignal } from '@handoff/contracts';\nexport const event = tradingSignal;",
      "broken/tsconfig.json": STRICT,
      "loose/index.ts": "export const nothing = 1;",
      "loose/typescript.cjs": "exports.version = '7.0.0';",
      "loose/tsconfig.json": STRICT.replace('"strict":true,"exactOptionalPropertyTypes":true', '"strict":false'),
    });
    const named = args.includes("--contracts") ? fromSources.slice(0, -2) : fromSources;
    const result = await sources.run(...named, ...args);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain(code);
    expect(result.stderr).toContain(place);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
  });
});
