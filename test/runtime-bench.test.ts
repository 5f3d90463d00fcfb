import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = (args: readonly string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, ["bench/runtime/hop.js", ...args], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });

interface Figures {
  arms: { arm: string; hopsPerSecond: number; ratio: number }[];
}

describe("bench/runtime/hop.js", () => {
  it("does every hop of every arm, and compares", async () => {
    const { stdout } = await run(["--events", "300", "--rounds", "1", "--batch", "32"]);
    const { arms } = JSON.parse(stdout) as Figures;
    expect(arms.map(({ arm }) => arm)).toEqual(["pipeline", "naive", "multi", "fenced", "full", "bullmq"]);
    for (const { hopsPerSecond, ratio } of arms) {
      expect(hopsPerSecond).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
    }
  });

  it.each([
    ["--events", "none"],
    ["--arms", "pipeline,fastest"],
  ])("says how to call it, given %s %s", async (option, value) => {
    await expect(run([option, value])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^node bench\/runtime\/hop\.js/) as string,
    });
  });
});
