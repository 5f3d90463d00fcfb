import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import plugin from "@handoff/eslint-plugin";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { corpus } from "./labels.js";
import { labelled } from "./lint.js";
import { type HostFinding, OxlintProject } from "./oxlint.js";

interface Result {
  readonly name: string;
  readonly findings: readonly Parameters<typeof labelled>[0][number][];
  readonly fixed: string;
}

/** What the ESLints say on one Node. */
interface NodeRun {
  readonly node: string;
  readonly runs: readonly { readonly eslint: string; readonly results: readonly Result[] }[];
}

const CASES = corpus();
// What a project's settings say does not depend on Node, and oxlint takes one project a run.
const WITHOUT_SETTINGS = CASES.filter(({ settings }) => Object.keys(settings).length === 0);
const ESLINTS = ["../../../test/hosts/eslint-8/", "../../../test/hosts/eslint-9/", "../"].map((directory) =>
  fileURLToPath(new URL(`${directory}package.json`, import.meta.url)),
);

function eslintOn(node: string): NodeRun {
  const script = fileURLToPath(new URL("lint-cases.js", import.meta.url));
  const { status, stdout, stderr } = spawnSync(node, [script, ...ESLINTS], {
    input: JSON.stringify(CASES),
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${node} failed: ${stderr}`);
  return JSON.parse(stdout) as NodeRun;
}

function oxlintOn(node: string): { findings: ReadonlyMap<string, readonly HostFinding[]>; fixed: readonly string[] } {
  const project = new OxlintProject(Object.keys(plugin.rules), { node });
  try {
    for (const { name, text } of WITHOUT_SETTINGS) project.write(name, text);
    const findings = project.findings();
    project.fix();
    return { findings, fixed: WITHOUT_SETTINGS.map(({ name }) => project.read(name)) };
  } finally {
    project.remove();
  }
}

const [{ program: CURRENT } = { program: process.execPath }, ...OTHERS] = inject("nodes");

describe("ESLint", () => {
  let current: NodeRun;

  beforeAll(() => {
    current = eslintOn(CURRENT);
  });

  it("is three majors, and Node at least four", () => {
    expect(current.runs.map(({ eslint }) => eslint.split(".")[0])).toEqual(["8", "9", "10"]);
    expect(new Set(inject("nodes").map(({ version }) => version.split(".")[0])).size).toBeGreaterThanOrEqual(4);
  });

  it.each(CASES.map(({ name, expected }, index) => ({ name, expected, index })))(
    "finds in $name what its labels say, in every major, and rewrites it as the newest one",
    ({ expected, index }) => {
      const newest = current.runs.at(-1)?.results[index];
      for (const { results } of current.runs) {
        expect(labelled(results[index]?.findings ?? [])).toEqual(expected);
        expect(results[index]).toEqual(newest);
      }
    },
  );

  it.each(OTHERS)("says the same on Node $version", { timeout: 120_000 }, ({ program }) => {
    const { runs } = eslintOn(program);
    expect(runs).toEqual(current.runs);
  });
});

describe("oxlint", () => {
  let current: ReturnType<typeof oxlintOn>;

  beforeAll(() => {
    current = oxlintOn(CURRENT);
  });

  it.each(OTHERS)("says the same on Node $version", { timeout: 120_000 }, ({ program }) => {
    expect(oxlintOn(program)).toEqual(current);
  });
});
