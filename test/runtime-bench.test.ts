import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const runFile = (file: string, args: readonly string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [`bench/runtime/${file}`, ...args], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
const run = (args: readonly string[]): Promise<{ stdout: string }> => runFile("hop.js", args);

interface Figures {
  arms: ({ arm: string } & Record<"hopsPerSecond" | "ratio" | "workerMicroseconds" | "serverMicroseconds", number>)[];
}

const { runtimeFigures } = (await import(new URL("../scripts/runtime-figures.js", import.meta.url).href)) as {
  runtimeFigures(read: (path: string) => Promise<string>): Promise<string>;
};

describe("bench/runtime/hop.js", () => {
  it("does every hop of every arm, and compares", async () => {
    const { stdout } = await run(["--events", "300", "--rounds", "1", "--batch", "32"]);
    const { arms } = JSON.parse(stdout) as Figures;
    expect(arms.map(({ arm }) => arm)).toEqual(["pipeline", "naive", "multi", "fenced", "full", "bullmq"]);
    for (const { hopsPerSecond, ratio, workerMicroseconds, serverMicroseconds } of arms) {
      for (const figure of [hopsPerSecond, ratio, workerMicroseconds, serverMicroseconds])
        expect(figure).toBeGreaterThan(0);
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

describe("the other benchmarks of the runtime", () => {
  it("latency.js has every event arrive, and gives its spread", async () => {
    const { stdout } = await runFile("latency.js", ["--rate", "50", "--seconds", "2", "--rounds", "1"]);
    const { arms } = JSON.parse(stdout) as { arms: { arm: string; p50: number; p99: number; max: number }[] };
    expect(arms.map(({ arm }) => arm)).toEqual(["pipeline", "full", "bullmq"]);
    for (const { p50, p99, max } of arms) expect([p50 <= p99, p99 <= max, p50 > 0]).toEqual([true, true, true]);
  });

  it("memory.js measures the heap after as many events as it says", async () => {
    const { stdout } = await runFile("memory.js", ["--events", "4000", "--samples", "2"]);
    const { samples } = JSON.parse(stdout) as { samples: { events: number; heapMb: number }[] };
    expect(samples.at(-1)?.events).toBe(4_000);
    for (const { heapMb } of samples) expect(heapMb).toBeGreaterThan(1);
  });

  it("processes.js does every hop with each number of processes", async () => {
    const { stdout } = await runFile("processes.js", ["--events", "500", "--most", "2", "--rounds", "1"]);
    const { growth } = JSON.parse(stdout) as { growth: { processes: number; ratio: number }[] };
    expect(growth.map(({ processes, ratio }) => [processes, ratio > 0])).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it("partitions.js does every hop with each number of partitions, and says what it costs", async () => {
    const { stdout } = await runFile("partitions.js", ["--events", "400", "--most", "2", "--rounds", "1"]);
    const { growth } = JSON.parse(stdout) as { growth: Readonly<Record<string, number>>[] };
    expect(growth.map(({ partitions }) => partitions)).toEqual([1, 2]);
    for (const { hopsPerSecond = 0, processMicroseconds = 0, redisMicroseconds = 0 } of growth)
      expect(Math.min(hopsPerSecond, processMicroseconds, redisMicroseconds)).toBeGreaterThan(0);
  });

  it("lineage.js finds every hop of a chain, from whichever it starts", async () => {
    const { stdout } = await runFile("lineage.js", ["--hops", "1200", "--rounds", "1", "--commands", "1"]);
    const { kept, rows } = JSON.parse(stdout) as Record<"kept", number> & { rows: Record<string, number | string>[] };
    expect(kept).toBeGreaterThanOrEqual(1_200);
    const found = (hops: number): { found: number }[] => Array.from({ length: 3 }, () => ({ found: hops }));
    // Above one of many that one hop caused stand that hop and its own cause, and nothing follows.
    const beside = [{ found: 102 }, { found: 3 }, { found: 3 }];
    expect(rows).toMatchObject([...found(5), ...found(5), ...found(100), ...beside]);
    for (const { storeMs, commandMs } of rows)
      expect([Number(storeMs) > 0, Number(commandMs) > 0]).toEqual([true, true]);
  });

  it.each(["latency.js", "memory.js", "processes.js", "partitions.js", "lineage.js"])(
    "%s says how to call it",
    async (file) => {
      await expect(runFile(file, ["--rounds", "0"])).rejects.toMatchObject({ code: expect.any(Number) as number });
    },
  );
});

describe("the page of the runtime's figures", () => {
  const results: Record<string, unknown> = {
    hop: {
      machine: "a machine",
      events: 10,
      batch: 5,
      rounds: 2,
      arms: [
        { arm: "pipeline", hopsPerSecond: 40_000, ratio: 1 },
        { arm: "full", hopsPerSecond: 30_000, ratio: 0.75 },
        { arm: "bullmq", hopsPerSecond: 6_000, ratio: 0.15 },
      ],
    },
    latency: {
      rate: 5,
      seconds: 2,
      rounds: 1,
      arms: [
        { arm: "pipeline", p50: 0.5, p99: 2, max: 3 },
        { arm: "full", p50: 1.5, p99: 3, max: 4 },
        { arm: "bullmq", p50: 3, p99: 9, max: 20 },
      ],
    },
    memory: { events: 2_000, samples: [1_000, 2_000].map((events) => ({ events, heapMb: 20 })) },
    lineage: {
      kept: 1_000,
      rounds: 3,
      rows: [{ chain: "5 hops", hop: "middle", found: 5, storeMs: 1.26, commandMs: 210.4 }],
    },
    processes: { events: 5, rounds: 1, growth: [{ processes: 1, hopsPerSecond: 100, ratio: 1 }] },
    partitions: {
      events: 5,
      rounds: 1,
      growth: [{ partitions: 8, hopsPerSecond: 12_000, ratio: 0.9, processMicroseconds: 80, redisMicroseconds: 40 }],
    },
  };

  it("has a row for each arm, and says what a hop is in jobs of the peer", async () => {
    const page = await runtimeFigures((path) =>
      Promise.resolve(JSON.stringify(results[/(\w+)\.json$/.exec(path)?.[1] ?? ""])),
    );
    expect(page).toMatch(/\| everything.+\| 30,000 \| 0\.75 \|/);
    expect(page).toContain("5.0 times BullMQ's");
    expect(page).toMatch(/\| BullMQ \| 3 \| 9 \| 20 \|/);
    expect(page).toContain("| 8 | 12,000 | 0.9 | 80 | 40 |");
    expect(page).toContain("12,500 hops a second for each core that runs agents and 25,000 for each server");
    expect(page).toContain("100,000 hops a second, that is 8 cores for agents and 4 servers");
    expect(page).toContain("| 5 hops | middle hop | 5 | 1.3 | 210 |");
  });
});
