import { ConsumerGroup, referenceTopology, Stream } from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startRedisServer } from "./setup/redis-server.js";
import { ended, handoff, type RedisPart, redisPart } from "./command.js";
import { replay, type RunJson } from "./replay.js";

let part: RedisPart;
beforeEach(() => {
  part = redisPart();
});
afterEach(() => part.dispose());

describe("looking at what became of events", () => {
  // npx handoff status
  it("status shows streams, groups and agents; a missing group is a finding", async () => {
    const before = await handoff("status", ...part.options);
    expect(before.code).toBe(1);
    expect(before.stderr).toContain("Group reasoning_agents of signals does not exist");
    await replay(...part.options);
    const after = await handoff("status", ...part.options);
    expect(after.code).toBe(0);
    expect(after.stdout).toMatch(/signals +\d+ +reasoning_agents +0 +0/);
    expect(after.stdout).toMatch(/GradeAgent +stopped +\d+/);
  });

  // npx handoff doctor
  it("doctor finds what is missing, then nothing", async () => {
    const server = await startRedisServer({ args: ["--appendonly", "yes"] });
    const doctor = (...options: readonly string[]) =>
      handoff("doctor", "--watch", "0", "--redis", server.url, "--key-prefix", part.keyPrefix, ...options);
    const before = await doctor();
    expect(before.code).toBe(1);
    expect(before.stdout).toMatch(
      /^GROUP_MISSING: Group reasoning_agents of signals does not exist\.\n {2}Run Reasoning/,
    );
    await replay("--redis", server.url, "--key-prefix", part.keyPrefix);
    expect(await doctor()).toMatchObject({ code: 0, stdout: "Nothing is wrong.\n", stderr: "" });
    expect(JSON.parse((await doctor("--json")).stdout)).toEqual({ findings: [] });
    await server.stop();
  });

  it("streams shows what waits, what is pending and for how long, and what every group is done with", async () => {
    const key = part.keyPrefix + Stream.SIGNALS;
    await part.redis.xgroup("CREATE", key, ConsumerGroup.REASONING_AGENTS, "0", "MKSTREAM");
    for (let index = 1; index <= 5; index++) await part.redis.xadd(key, `${String(index)}-1`, "a", "b");
    await part.redis.xreadgroup("GROUP", ConsumerGroup.REASONING_AGENTS, "one", "COUNT", 4, "STREAMS", key, ">");
    await part.redis.xack(key, ConsumerGroup.REASONING_AGENTS, "1-1", "2-1", "4-1");
    const shown = await handoff("streams", ...part.options);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(/signals +5 +2 +reasoning_agents +1 +1 +\d+ s\n/);
    expect(shown.stderr).toContain("Group execution_agents of decisions does not exist");
    const [signals] = JSON.parse((await handoff("streams", "--json", ...part.options)).stdout) as unknown[];
    expect(signals).toMatchObject({ done: 2, groups: [{ lag: 1, pending: 1, oldestPendingId: "3-1" }] });
    for (const { stream, group } of referenceTopology.groups.slice(1)) {
      await part.redis.xgroup("CREATE", part.keyPrefix + stream, group, "$", "MKSTREAM");
    }
    expect(await handoff("streams", ...part.options)).toMatchObject({ code: 0, stderr: "" });
  });

  // npx handoff trace 7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10
  it("trace shows the chain from any of its hops", async () => {
    const { lineage } = JSON.parse((await replay("--json", ...part.options)).stdout) as RunJson;
    const agents = ["SignalGenerator", "ReasoningAgent", "ExecutionEngine", "GradeAgent", "LearningAgent"];
    expect(lineage.ancestors.map(({ agent }) => agent)).toEqual(agents);
    for (const { traceId } of lineage.ancestors) {
      const { code, stdout } = await handoff("trace", traceId, ...part.options);
      expect(code).toBe(0);
      for (const agent of agents) expect(stdout).toContain(agent);
    }
  });

  it("trace says that an unknown id is not kept", async () => {
    const { code, stderr } = await handoff("trace", "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10", ...part.options);
    expect(code).toBe(1);
    expect(stderr).toContain("No hop with trace id 7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10 is kept");
  });

  it("ends quietly when its reader has seen enough", async () => {
    const status = `node_modules/.bin/handoff help run; node_modules/.bin/handoff status ${part.options.join(" ")}`;
    const { stderr } = await ended("sh", ["-c", `{ ${status}; } | true`]);
    expect(stderr).not.toContain("EPIPE");
  });

  // npx handoff dlq list
  it("dlq list is empty and fine where nothing was given up", async () => {
    expect(await handoff("dlq", "list", ...part.options)).toMatchObject({ code: 0, stdout: "No dead letters.\n" });
  });
});
