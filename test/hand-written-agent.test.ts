import { readFileSync } from "node:fs";
import { decodeDeadLetter, FieldName, referenceTopology, Stream } from "@handoff/contracts";
import handoff from "@handoff/eslint-plugin";
import { AgentStateRegistry, openRedisStore, type RedisStore } from "@handoff/runtime";
import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addSignal, eventsOn, left, repeated, symbolOf } from "./beside/chain.js";
import { ExecutionAgent } from "./beside/execution-agent.js";
import { Workers } from "./beside/workers.js";
import { type RedisPart, redisPart } from "./command.js";

const SIGNALS = 300;
const UNKNOWN = [40, 41, 200];

describe("an agent in the document's own shape, between two of ours", () => {
  let part: RedisPart;
  let opened: RedisStore;
  let workers: Workers;
  let redis: Redis;
  const stop = new AbortController();
  beforeEach(async () => {
    part = redisPart();
    opened = await openRedisStore({ url: part.url, keyPrefix: part.keyPrefix });
    redis = new Redis(part.url, { keyPrefix: part.keyPrefix, replyMapping: "legacy" });
    workers = new Workers(part);
  });
  afterEach(async () => {
    stop.abort();
    await workers.stop();
    redis.disconnect();
    await opened.close();
    await part.dispose();
  });

  it("keeps the chain whole, though ours are killed in the middle", async () => {
    const lines: (readonly [level: string, message: string, fields: Readonly<Record<string, unknown>>])[] = [];
    const agent = new ExecutionAgent(redis, opened.states, (...line) => lines.push([line[0], line[1], line[2] ?? {}]));
    await Promise.all([workers.start("ReasoningAgent"), workers.start("GradeAgent")]);
    const running = agent.run(stop.signal);
    let taken = 0;
    for (let count = 0; count < SIGNALS; count++) {
      await addSignal(part, UNKNOWN.includes(count) ? `UNKNOWN-${String(count)}` : `BTC-${String(count)}`);
      if (count === 100 || count === 250) taken += await workers.kill("ReasoningAgent");
      if (count === 150) taken += await workers.kill("GradeAgent");
    }
    const streams = ["signals", "decisions", "executions"] as const;
    await expect.poll(() => left(opened, streams), { timeout: 60_000 }).toBe(0);
    stop.abort();
    await running;

    expect(taken).toBeGreaterThan(0);
    const [decisions, executions, grades] = [
      await eventsOn(opened, "decisions"),
      await eventsOn(opened, "executions"),
      await eventsOn(opened, "grades"),
    ];
    expect(repeated(decisions.map(symbolOf))).toEqual([]);
    expect(decisions).toHaveLength(SIGNALS);
    expect(repeated(executions.map(symbolOf))).toEqual([]);
    expect(executions).toHaveLength(SIGNALS - UNKNOWN.length);
    expect(grades.map(symbolOf).sort()).toEqual(executions.map(symbolOf).sort());

    // Ours name the event that caused theirs; the document's agent says it in its log.
    const parents = grades.map(({ event }) => event[FieldName.PARENT_TRACE_ID]);
    expect(parents.sort()).toEqual(executions.map(({ event }) => event[FieldName.TRACE_ID]).sort());
    const handedOn = new Map(
      lines
        .filter(([, message]) => message === "agent handoff")
        .map(([, , fields]) => {
          const [, incoming, current] = Object.values(fields);
          return [current, incoming];
        }),
    );
    const decided = new Set<unknown>(decisions.map(({ event }) => event[FieldName.TRACE_ID]));
    expect(executions.filter(({ event }) => !decided.has(handedOn.get(event[FieldName.TRACE_ID])))).toEqual([]);
    const traces = [...decisions, ...executions, ...grades].map(({ event }) => event[FieldName.TRACE_ID]);
    expect(repeated(traces)).toEqual([]);

    const { deadLetterStream } = referenceTopology;
    const dead = await opened.store.range({ stream: deadLetterStream, from: "-", to: "+", count: 100 });
    const reasons = dead.map(({ fields }) => decodeDeadLetter(fields)[FieldName.ERROR]);
    expect(reasons).toEqual(UNKNOWN.map((count) => `Error: no market for UNKNOWN-${String(count)}`));
    const triggered = lines.filter(([, message]) => message === "agent circuit breaker triggered");
    expect(triggered.map(([level]) => level)).toEqual(UNKNOWN.map(() => "error"));

    const states = await new AgentStateRegistry(opened.states).list();
    const seen = states.map(({ agentId, liveness, events }) => [agentId, liveness, events > 0]);
    expect(seen).toContainEqual(["ExecutionEngine", "stopped", true]);
    expect(seen).toContainEqual(["ReasoningAgent", "active", true]);
  }, 120_000);

  it("waits with an open breaker, and loses nothing to it", async () => {
    const lines: string[] = [];
    const agent = new ExecutionAgent(redis, opened.states, (_level, message) => lines.push(message));
    await workers.start("ReasoningAgent");
    const aborted = new AbortController();
    const running = agent.run(aborted.signal);
    const symbols = [...Array(8).keys()].map((count) =>
      count < 6 ? `UNKNOWN-${String(count)}` : `BTC-${String(count)}`,
    );
    for (const symbol of symbols) await addSignal(part, symbol);
    await expect.poll(() => left(opened, ["signals", "decisions"]), { timeout: 30_000 }).toBe(0);
    aborted.abort();
    await running;
    expect(lines).toContain("circuit breaker open");
    expect((await eventsOn(opened, "executions")).map(symbolOf)).toEqual(["BTC-6", "BTC-7"]);
    expect(await opened.store.inspect([Stream.DLQ_EVENTS])).toMatchObject([{ length: 6 }]);
  }, 60_000);
});

describe("the linter, on that agent", () => {
  const source = readFileSync(new URL("beside/execution-agent.ts", import.meta.url), "utf8");
  const messagesOf = (text: string): (string | null)[] => {
    const typescript: Linter.Config = { files: ["**/*.ts"], languageOptions: { parser } };
    const options = { filename: "execution-agent.ts" };
    return new Linter()
      .verify(text, [typescript, handoff.configs.strict as Linter.Config], options)
      .map(({ ruleId }) => ruleId);
  };

  it("has nothing to say", () => {
    expect(source).not.toContain("eslint-disable");
    expect(messagesOf(source)).toEqual([]);
  });

  it.each([
    [
      "the incoming trace id, published",
      "[FieldName.TRACE_ID]: currentTraceId",
      "[FieldName.TRACE_ID]: incomingTraceId",
      "handoff/require-trace-handoff",
    ],
    [
      "no trace id of its own",
      "const currentTraceId = randomUUID();",
      "const currentTraceId = incomingTraceId;",
      "handoff/require-trace-handoff",
    ],
    [
      "no log of the hand-off",
      'this.logStructured("info", "agent handoff"',
      'this.note("info", "x"',
      "handoff/require-trace-handoff",
    ],
    [
      "no record of the event",
      "await this.stateRegistry.recordEvent(this.agentId);",
      "",
      "handoff/require-agent-state",
    ],
    ["no heartbeat", "await this.stateRegistry.updateHeartbeat(this.agentId);", "", "handoff/require-agent-state"],
    ["a key spelt by hand", "data[FieldName.SYMBOL]", 'data["symbol"]', "handoff/no-raw-string-key"],
    ["a stream spelt by hand", "xadd(Stream.EXECUTIONS", 'xadd("executions"', "handoff/no-raw-stream-name"],
    ["an event that is dropped", "await this.handleProcessingError(fields, error);", "", "handoff/no-swallowed-event"],
  ] as const)("would object to %s", (...[, from, to, rule]) => {
    expect(source).toContain(from);
    expect(messagesOf(source.replace(from, to))).toContain(rule);
  });
});
