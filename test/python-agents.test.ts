import { FieldName } from "@handoff/contracts";
import { openRedisStore, type RedisStore } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { addSignal, eventsOn, left, repeated, symbolOf } from "./beside/chain.js";
import { Workers } from "./beside/workers.js";
import { ended, type Ended, type RedisPart, redisPart } from "./command.js";

const WAVES = 30;
const WAVE = 20;

/** A naive agent as the document has them: XADD, then XACK, until the stop key is there. */
const python = (consumes: string, group: string, work: string): string => `
import json, sys, uuid, redis
url, prefix = sys.argv[1:]
client = redis.Redis.from_url(url, decode_responses=True)
key = lambda name: prefix + name

def publish(stream, type_name, data):
    client.xadd(key(stream), {
        "type": type_name,
        "data": json.dumps(data),
        "trace_id": str(uuid.uuid4()),
        "source": "PythonAgent",
    })

def work(data):
${work}

client.set(key("ready:${consumes}"), 1)
while not client.exists(key("stop")):
    reply = client.xreadgroup("${group}", "python-1", {key("${consumes}"): ">"}, count=2, block=100)
    for _, entries in reply or []:
        for entry_id, event in entries:
            work(json.loads(event["data"]))
            client.xack(key("${consumes}"), "${group}", entry_id)
`;

const REASONS = python(
  "signals",
  "reasoning_agents",
  `    publish("decisions", "decision", {
        "symbol": data["symbol"], "action": "buy", "quantity": 0.1, "order_type": "market",
        "reasoning": "python", "confidence": data["confidence"],
        "risk_metrics": {"atr_stop": 42000, "position_size_pct": 0.05, "rr_ratio": 2.0},
    })`,
);
const EXECUTES = python(
  "decisions",
  "execution_agents",
  `    publish("executions", "execution", {
        "order_id": str(uuid.uuid4()), "symbol": data["symbol"], "side": data["action"], "quantity": data["quantity"],
        "fill_price": 43250.75, "execution_time_ms": 1200, "broker_fees": 0.43, "slippage_bps": 2.1,
    })`,
);

describe("naive Python agents beside ours", () => {
  let part: RedisPart;
  let opened: RedisStore;
  let workers: Workers;
  let agents: Promise<Ended>[];
  beforeEach(async () => {
    part = redisPart();
    opened = await openRedisStore({ url: part.url, keyPrefix: part.keyPrefix });
    workers = new Workers(part);
    agents = [];
  });
  const stopPython = async (): Promise<readonly Ended[]> => {
    await part.redis.set(`${part.keyPrefix}stop`, 1);
    return Promise.all(agents);
  };
  afterEach(async () => {
    await stopPython();
    await workers.stop();
    await opened.close();
    await part.dispose();
  });

  const startPython = async (script: string, consumes: string): Promise<void> => {
    agents.push(ended(inject("python"), ["-", part.url, part.keyPrefix], { input: script }));
    await expect.poll(() => part.redis.exists(`${part.keyPrefix}ready:${consumes}`), { timeout: 30_000 }).toBe(1);
  };

  it("share a group with ours and stand in the middle of the chain, while ours are killed", async () => {
    await Promise.all([workers.start("ReasoningAgent"), workers.start("GradeAgent")]);
    await Promise.all([startPython(REASONS, "signals"), startPython(EXECUTES, "decisions")]);
    const symbols = [...Array(WAVES * WAVE).keys()].map((count) => `S-${String(count)}`);
    let taken = 0;
    for (let wave = 0; wave < WAVES; wave++) {
      for (const symbol of symbols.slice(wave * WAVE, (wave + 1) * WAVE)) await addSignal(part, symbol);
      if (wave === 10 || wave === 20) taken += await workers.kill("ReasoningAgent");
      if (wave === 15) taken += await workers.kill("GradeAgent");
      // All but what a killed process holds is done before the next wave, so that both languages get their share.
      await expect
        .poll(async () => (await opened.store.inspect(["signals"]))[0]?.groups[0]?.lag, { timeout: 30_000 })
        .toBe(0);
    }
    const streams = ["signals", "decisions", "executions"] as const;
    await expect.poll(() => left(opened, streams), { timeout: 60_000 }).toBe(0);
    expect(await stopPython()).toEqual([
      expect.objectContaining({ code: 0, stderr: "" }),
      expect.objectContaining({ code: 0, stderr: "" }),
    ]);

    expect(taken).toBeGreaterThan(0);
    const decisions = await eventsOn(opened, "decisions");
    const [ours, theirs] = ["ReasoningAgent", "PythonAgent"].map((name) =>
      decisions.filter(({ event }) => event[FieldName.SOURCE_AGENT] === name).map(symbolOf),
    );
    expect(ours?.length).toBeGreaterThan(WAVES);
    expect(theirs?.length).toBeGreaterThan(WAVES);
    // Nothing is lost, by whomever; what is ours is done once.
    expect(new Set(decisions.map(symbolOf))).toEqual(new Set(symbols));
    expect(repeated(ours ?? [])).toEqual([]);

    const executions = await eventsOn(opened, "executions");
    expect(executions.length).toBe(decisions.length);
    const grades = await eventsOn(opened, "grades");
    const graded = grades.map(({ event }) => event[FieldName.PARENT_TRACE_ID]);
    expect(graded.sort()).toEqual(executions.map(({ event }) => event[FieldName.TRACE_ID]).sort());
  }, 180_000);
});
