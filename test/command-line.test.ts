import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FieldName, Stream } from "@handoff/contracts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CANDLES, ended, handoff, type RedisPart, redisPart, ROOT, startHandoff } from "./command.js";
import { replay, type RunJson } from "./replay.js";

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

let part: RedisPart;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handoff-test-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  part = redisPart();
});
afterEach(() => part.dispose());

/** The first candles of the package as a CSV file, with a change of a test's own. */
async function csvOf(count: number, change: (lines: string[]) => void = () => undefined): Promise<string> {
  const json = await readFile(`${ROOT}${CANDLES.replace("*", "2025")}`, "utf8");
  const candles = JSON.parse(json) as Record<"openTimeInISO" | "open" | "high" | "low" | "close" | "volume", string>[];
  const lines = [
    "timestamp,open,high,low,close,volume",
    ...candles
      .slice(0, count)
      .map(({ openTimeInISO, open, high, low, close, volume }) =>
        [openTimeInISO, open, high, low, close, volume].join(","),
      ),
  ];
  change(lines);
  const file = join(folder, `candles-${String(count)}-${String(Math.random()).slice(2)}.csv`);
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

describe("handoff run", () => {
  it("runs the chain with no server and sums up for a person", async () => {
    const { code, stdout, stderr } = await replay();
    expect(code).toBe(0);
    for (const heading of [
      "Streams",
      "Hand-offs",
      "Trading on paper",
      "Holes",
      "Agents",
      "Circuit breakers",
      "One chain",
    ]) {
      expect(stdout).toContain(`\n${heading}`);
    }
    expect(stdout).toMatch(/accounting +ok +\d+ decisions \+ \d+ holds \+ 0 dead letters = \d+ signals/);
    expect(stdout).toMatch(/SignalGenerator signals \S+ +trace [0-9a-f-]{36}\n.*ReasoningAgent/);
    expect(stderr).toContain("100 %");
  });

  it("has nothing to warn of where many readers wait side by side", async () => {
    const { code, stderr } = await replay("--partitions", "8");
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("Warning")]);
  });

  // npm start -- --redis redis://127.0.0.1:6379
  it("does the same on Redis, and again", async () => {
    const inProcess = JSON.parse((await replay("--json")).stdout) as RunJson;
    for (let time = 1; time <= 2; time++) {
      const { code, stdout } = await replay("--json", ...part.options);
      expect(code).toBe(0);
      const onRedis = JSON.parse(stdout) as RunJson;
      expect(onRedis.trading).toEqual(inProcess.trading);
      const lengths = onRedis.streams.map(({ length }) => length);
      expect(lengths).toEqual(inProcess.streams.map(({ length }) => length * time));
    }
  });

  // npm start -- --candles FILE.csv --symbol BTC/USDT
  it("passes npm start's options on, the last of each counting", async () => {
    const file = await csvOf(400);
    const args = [
      "start",
      "--silent",
      "--",
      "--candles",
      file,
      "--symbol",
      "BTC/USDT",
      "--calendar",
      "sessions",
      "--json",
    ];
    const { code, stdout } = await ended("npm", args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ symbol: "BTC/USDT", candles: 400 });
  });

  it("goes on under the same run id without doing anything twice", async () => {
    const options = [...part.options, "--run-id", "monday", "--json"];
    const first = JSON.parse((await replay(...options)).stdout) as RunJson;
    const second = JSON.parse((await replay(...options)).stdout) as RunJson;
    expect(second.streams.map(({ length }) => length)).toEqual(first.streams.map(({ length }) => length));
    expect(second.trading.signals.total).toBe(0);
  });

  it("hands a candle that cannot be true to the dead letters, with its reason, and goes on", async () => {
    const file = await csvOf(400, (lines) => {
      lines[300] = (lines[300] ?? "").replace(/^([^,]*),.*$/, "$1,100,90,110,100,5");
    });
    const { code, stdout } = await handoff("run", "--candles", file, "--symbol", "URTH", "--json", ...part.options);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as RunJson).run.deadLetters).toEqual({ INPUT_IMPLAUSIBLE: 1 });
    const listed = await handoff("dlq", "list", ...part.options);
    expect(listed.code).toBe(1);
    expect(listed.stdout).toContain("INPUT_IMPLAUSIBLE");
    expect(listed.stdout).toContain("SignalGenerator");
  });

  it("hands an entry that breaks its contract to the dead letters, and goes on", async () => {
    await part.redis.xadd(`${part.keyPrefix}${Stream.SIGNALS}`, "*", FieldName.TYPE, "trading_signal");
    const { code, stdout } = await replay("--json", "--start-from", "0", ...part.options);
    expect(code).toBe(1);
    const { run, trading } = JSON.parse(stdout) as RunJson;
    expect(run.deadLetters).toEqual({ TRACE_ID_MISSING: 1 });
    expect(trading.accountedFor).toBe(false);
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "drains on %s: its agents are stopped, nothing is left in hand",
    async (signal) => {
      const running = startHandoff(
        ...["run", "ReasoningAgent", "LearningAgent", "--candles", CANDLES, "--symbol", "URTH", ...part.options],
      );
      await running.says("agent started");
      expect(await running.end(signal)).toBe(0);
      const { stdout } = await handoff("status", "--json", ...part.options);
      const { agents } = JSON.parse(stdout) as { agents: { agentId: string; liveness: string }[] };
      const stopped = agents.filter(({ liveness }) => liveness === "stopped").map(({ agentId }) => agentId);
      expect(stopped.sort()).toEqual(["LearningAgent", "ReasoningAgent"]);
    },
  );

  it("serves its metrics until it has drained", async () => {
    const agents = ["LearningAgent", "--candles", CANDLES, "--symbol", "URTH", ...part.options];
    const running = startHandoff("run", ...agents, "--metrics-port", "0");
    const [, url = ""] = /Metrics at (\S+)/.exec(await running.says("agent started")) ?? [];
    const metrics = await (await fetch(url)).text();
    expect(metrics).toContain('handoff_hand_offs_total{agent="LearningAgent"} 0');
    expect(metrics).toContain('handoff_group_lag_entries{stream="grades",group="learning_agents"} 0');
    expect(await ended("promtool", ["check", "metrics"], { input: metrics })).toMatchObject({ code: 0, stderr: "" });
    expect(await running.end("SIGTERM")).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it("does nothing where its metrics port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { code, stderr } = await replay("--metrics-port", String(portOf(other)), ...part.options);
    other.close();
    expect(code).toBe(2);
    expect(stderr).toContain("PORT_UNAVAILABLE");
    expect(await part.redis.keys(`${part.keyPrefix}*`)).toEqual([]);
  });
});

describe("bad input", () => {
  it("stops at a malformed line with its number and what was expected, and publishes nothing", async () => {
    const file = await csvOf(200, (lines) => {
      lines[150] = (lines[150] ?? "").replace(/,[^,]*$/, ",many");
    });
    const { code, stderr } = await handoff("run", "--candles", file, "--symbol", "URTH", ...part.options);
    expect(code).toBe(2);
    expect(stderr).toContain("INPUT_MALFORMED");
    expect(stderr).toContain(file);
    expect(stderr).toMatch(/line 151\b/);
    expect(stderr).toContain("many");
    expect(await part.redis.keys(`${part.keyPrefix}*`)).toEqual([]);
  });

  const run = ["run", "--candles", CANDLES, "--symbol", "URTH"];
  it.each([
    ["an unknown option", [...run, "--speed", "9"], "unknown option '--speed'"],
    ["an unknown command", ["fly"], "unknown command 'fly'"],
    ["a missing option", ["run", "--symbol", "URTH"], "'--candles <file>'"],
    ["an unknown agent", ["run", "Oracle", ...run.slice(1)], '"Oracle" is unknown. Give any of SignalGenerator'],
    ["a value that is no number", [...run, "--retries", "many"], "'many' is invalid. Give a whole number from 0."],
    ["a number out of range", [...run, "--retries", "5000"], "retries is 5000. Give an integer from 0 to 1000."],
    [
      "a metrics port out of range",
      [...run, "--metrics-port", "65536"],
      "metrics port is 65536. Give an integer from 0",
    ],
    ["a calendar that is none", [...run, "--calendar", "lunar"], "'lunar' is invalid"],
    ["a URL that is none", [...run, "--redis", "localhost"], '"localhost"'],
    ["a URL of something else", ["status", "--redis", "http://127.0.0.1"], '"http://127.0.0.1"'],
    ["a Redis that is not there", [...run, "--redis", "redis://127.0.0.1:1"], "redis://127.0.0.1:1"],
    ["a file that is not there", ["run", "--candles", "no.csv", "--symbol", "X"], "no.csv"],
    ["a trace id that is none", ["trace", "7"], 'trace-id is "7"'],
  ])("%s is named, with exit code 2", async (_name, args, named) => {
    const { code, stderr, stdout } = await handoff(...args);
    expect(stderr).toContain(named);
    expect(code).toBe(2);
    expect(stdout).toBe("");
  });

  it("never shows the password of a Redis that does not let it in", async () => {
    const { code, stderr } = await handoff("status", "--redis", "redis://user:hunter2@127.0.0.1:1");
    expect(code).toBe(2);
    expect(stderr).not.toContain("hunter2");
  });

  describe("a server that accepts and says nothing", () => {
    let silent: Server;
    beforeAll(async () => {
      silent = createServer(() => undefined);
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => silent.close());

    it("is named too", async () => {
      const url = `redis://127.0.0.1:${String(portOf(silent))}`;
      const { code, stderr } = await handoff("status", "--redis", url);
      expect(code).toBe(2);
      expect(stderr).toContain(url);
    });
  });
});
