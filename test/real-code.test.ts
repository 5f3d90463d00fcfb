import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Problem {
  file: string;
  message: string;
}
interface HostRun {
  findings: { file: string; line: number; column: number; rule: string; messageId: string; message: string }[];
  unparsed: Problem[];
  crashes: Problem[];
}
interface Report {
  files: number;
  lines: number;
  eslint: HostRun;
  oxlint: HostRun;
  differences: string[];
  fixes: { fixed: number; broken: Problem[] };
  samples: string[];
}
const { differences, sample, tally } = (await import(new URL("../bench/lint/findings.js", import.meta.url).href)) as {
  differences(left: HostRun, right: HostRun): string[];
  sample<T>(findings: readonly T[], count: number, seed: number): T[];
  tally(findings: HostRun["findings"]): [string, number][];
};

const TOOL = fileURLToPath(new URL("../bench/lint/real-code.js", import.meta.url));
const SOURCES = {
  "src/orders.ts": 'export function f(data: any) { /* 𝒳é */ return data["side"]; }\n',
  "src/broken.ts": "const = ;\n",
  "src/view.jsx": 'export const View = ({ row }) => <td>{row["price"]}</td>;\n',
  "src/notes.md": 'data["side"]\n',
  "src/lib.min.js": 'data["side"];\n',
  "src/bundle.js": `${'data["side"];'.repeat(60)}\n`,
  "dist/orders.js": 'data["side"];\n',
  "node_modules/x/index.js": 'data["side"];\n',
};

const folder = mkdtempSync(join(tmpdir(), "handoff-real-code-test-"));

function run(...options: readonly string[]): { status: number | null; report: Report } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, "--json", ...options, folder], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const [report] = JSON.parse(stdout) as [Report];
  return { status, report };
}

const finding = { file: "a.ts", line: 1, column: 1, rule: "r", messageId: "m", message: "M." };
const found = (findings: HostRun["findings"], unparsed: Problem[] = []): HostRun => ({
  findings,
  unparsed,
  crashes: [],
});

describe("the run over real code", () => {
  beforeAll(() => {
    for (const [name, text] of Object.entries(SOURCES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("lints what people wrote in both hosts, and finds the same places", { timeout: 120_000 }, () => {
    const { status, report } = run("--fix-check", "--sample", "1");
    const places = [
      [join(folder, "src/orders.ts"), 1, 54, "no-raw-string-key", "rawKey"],
      [join(folder, "src/view.jsx"), 1, 43, "no-raw-string-key", "rawKey"],
    ];
    for (const { findings, unparsed, crashes } of [report.eslint, report.oxlint]) {
      expect(
        findings.map(({ file, line, column, rule, messageId }) => [file, line, column, rule, messageId]).sort(),
      ).toEqual(places);
      expect(unparsed.map(({ file }) => file)).toEqual([join(folder, "src/broken.ts")]);
      expect(crashes).toEqual([]);
    }
    expect(report).toMatchObject({ files: 3, differences: [], fixes: { fixed: 2, broken: [] } });
    expect(report.samples).toHaveLength(1);
    expect(status).toBe(0);
  });

  it("fails where a rule crashes, or where fixes break a file", { timeout: 120_000 }, () => {
    const plugin = join(folder, "faulty-plugin.mjs");
    writeFileSync(
      plugin,
      `const crashes = { meta: { messages: {} }, create: () => ({ JSXElement() { throw new Error("no such thing"); } }) };
      const breaks = {
        meta: { fixable: "code", messages: { broken: "Broken." } },
        create: (context) => ({
          FunctionDeclaration: (node) =>
            context.report({ node, messageId: "broken", fix: (fixer) => fixer.insertTextAfter(node, "}") }),
        }),
      };
      const rules = { "handoff/crashes": "error", "handoff/breaks": "error" };
      export default { meta: { name: "handoff" }, rules: { crashes, breaks }, configs: { recommended: { rules } } };`,
    );
    const { status, report } = run("--plugin", plugin, "--fix-check");
    const view = join(folder, "src/view.jsx");
    expect([report.eslint, report.oxlint].map(({ crashes }) => crashes.map(({ file }) => file))).toEqual([
      [view],
      [view],
    ]);
    expect(report.fixes.broken.map(({ file }) => file)).toEqual([join(folder, "src/orders.ts")]);
    expect(status).toBe(1);
  });
});

describe("the comparison of two hosts", () => {
  it("names what one of them lacks, and where", () => {
    const moved = { ...finding, column: 2 };
    expect(differences(found([finding]), found([finding]))).toEqual([]);
    expect(differences(found([finding]), found([moved]))).toEqual(["< a.ts:1:1 r m M.", "> a.ts:1:2 r m M."]);
  });

  it("leaves out a file that one of them cannot parse", () => {
    const problem = { file: "a.ts", message: "Unexpected token" };
    expect(differences(found([finding]), found([], [problem]))).toEqual([]);
  });
});

describe("the sample", () => {
  const findings = Array.from({ length: 50 }, (_, line) => ({ ...finding, line }));

  it("is drawn at random, the same for a seed", () => {
    const drawn = sample(findings, 10, 7);
    expect(new Set(drawn).size).toBe(10);
    expect(sample(findings, 10, 7)).toEqual(drawn);
    expect(sample(findings, 10, 8)).not.toEqual(drawn);
    expect(drawn.some(({ line }) => line > 24) && drawn.some(({ line }) => line < 25)).toBe(true);
  });

  it("is counted by message, the commonest first", () => {
    const other = { ...finding, messageId: "n" };
    expect(tally([other, finding, finding])).toEqual([
      ["r m", 2],
      ["r n", 1],
    ]);
  });
});
