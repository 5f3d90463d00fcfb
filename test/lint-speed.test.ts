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
