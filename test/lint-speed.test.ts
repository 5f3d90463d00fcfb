import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

interface Figures {
  tree: { name: string; files: number; lines: number };
  shareOfEslint: number;
  ratioToParsing: number;
  ratioToBaseline: number;
  msPerFile: { ours: { median: number; p95: number; max: number } };
  processes: { host: string; variant: string; seconds: number; ratio: number }[];
  growth: { sizes: unknown[] }[];
}
const { exponent, summary } = (await import(new URL("../bench/lint/speed-summary.js", import.meta.url).href)) as {
  exponent(sizes: readonly { count: number; ours: number; parse: number }[]): number;
  summary(run: unknown): Figures;
};

const run = {
  tree: "a tree",
  machine: "a machine",
  rounds: 2,
  files: [
    { lines: 10, parse: 8, ours: 1, baseline: 0.5, total: 20 },
    { lines: 30, parse: 12, ours: 3, baseline: 0.5, total: 60 },
  ],
  growth: [{ name: "lines", sizes: [1, 2, 4, 8].map((size) => ({ count: size, ours: size * 3, parse: size })) }],
  processes: { eslint: { without: [10, 20], with: [11, 21] } },
};

describe("the summary of a run", () => {
  it("gives shares of the sums, and spreads of the files", () => {
    const figures = summary(run);
    expect(figures.tree).toEqual({ name: "a tree", files: 2, lines: 40 });
    expect(figures.shareOfEslint).toBe(0.05);
    expect(figures.ratioToParsing).toBe(0.2);
    expect(figures.ratioToBaseline).toBe(4);
    expect(figures.msPerFile.ours).toEqual({ median: 3, p95: 3, max: 3 });
  });

  it("compares processes of the same round", () => {
    expect(summary(run).processes).toEqual([
      { host: "eslint", variant: "without", seconds: 15, ratio: 1 },
      { host: "eslint", variant: "with", seconds: 16, ratio: 1.075 },
    ]);
  });

  it("tells linear growth from quadratic", () => {
    const sizes = [1, 2, 4, 8, 16, 32];
    expect(exponent(sizes.map((count) => ({ count, ours: count * 7, parse: 1 })))).toBe(1);
    expect(exponent(sizes.map((count) => ({ count, ours: count ** 2, parse: 1 })))).toBe(2);
  });
});

describe("bench/lint/speed.js", () => {
  it("says how to call it, where it cannot work", () => {
    const { status, stderr } = spawnSync(process.execPath, ["bench/lint/speed.js", "--rounds", "none"], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect({ status, usage: stderr.startsWith("node bench/lint/speed.js") }).toEqual({
      status: 2,
      usage: true,
    });
  });
});

const { lintFigures } = (await import(new URL("../scripts/lint-figures.js", import.meta.url).href)) as {
  lintFigures(read: (path: string) => Promise<string>): Promise<string>;
};

describe("the page of the linter's figures", () => {
  const tree = { files: 2, lines: 2_000, crashes: 0, differences: 0, broken: 0 };
  const results: Record<string, unknown> = {
    speed: { ...summary(run), tree: { name: "acme/shop@1234567890", files: 2, lines: 40 } },
    "real-code": [
      { ...tree, tree: "acme/shop@1234567890", findings: 4 },
      { ...tree, tree: "acme/desk@1234567890", findings: 2 },
      { ...tree, tree: "acme/tidy@1234567890", findings: 0 },
    ],
    judged: { "acme/shop@1234567890": { read: 4, right: 3 } },
  };

  it("has the shares, and of each repository what was judged of its findings", async () => {
    const page = await lintFigures((path) => {
      return Promise.resolve(JSON.stringify(results[/([\w-]+)\.json$/.exec(path)?.[1] ?? ""]));
    });
    expect(page).toContain("All our rules take 5.0 % of ESLint's time");
    expect(page).toContain("| acme/shop@1234567890 | 2 | 2.0 | 4 | 2.000 | 3 of 4 | 0 | 0 | 0 |");
    expect(page).toContain("| acme/desk@1234567890 | 2 | 2.0 | 2 | 1.000 | not read | 0 | 0 | 0 |");
    expect(page).toContain("| acme/tidy@1234567890 | 2 | 2.0 | 0 | 0.000 |  | 0 | 0 | 0 |");
  });
});
