import { ConsumerGroup, type EntryFields, FieldName, Stream } from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ended, handoff, type RedisPart, redisPart, startHandoff } from "./command.js";

const TRACE = "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10";

let part: RedisPart;
let entries = 0;
beforeEach(() => {
  part = redisPart();
});
afterEach(() => part.dispose());

const dlq = (...args: readonly string[]): Promise<Ended> => handoff("dlq", ...args, ...part.options);

async function json<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse((await dlq(...args, "--json")).stdout) as T;
}

/** The fields of a signal as an entry has them. */
function signal(symbol: string): EntryFields {
  return {
    [FieldName.TYPE]: "trading_signal",
    [FieldName.DATA]: JSON.stringify({
      [FieldName.SYMBOL]: symbol,
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.CONFIDENCE]: 0.85,
      [FieldName.INDICATORS]: { [FieldName.RSI]: 35.2, [FieldName.MACD_CROSS]: true, [FieldName.VOLUME_SPIKE]: 1.5 },
    }),
    [FieldName.TRACE_ID]: TRACE,
  };
}

/** Adds an entry to the dead letters, by default one of a signal whose agent failed; yields its id. */
async function giveUp(symbol: string, given: EntryFields = {}): Promise<string> {
  const fields = {
    [FieldName.FAILED_EVENT]: JSON.stringify(signal(symbol)),
    [FieldName.ERROR]: `no quote for ${symbol}`,
    [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
    [FieldName.RETRY_COUNT]: "3",
    [FieldName.SOURCE_STREAM]: Stream.SIGNALS,
    [FieldName.CONSUMER_GROUP]: ConsumerGroup.REASONING_AGENTS,
    [FieldName.ENTRY_ID]: `1774958400000-${String(entries++)}`,
    [FieldName.AGENT]: "ReasoningAgent",
    [FieldName.ERROR_CODE]: "HANDLER_FAILED",
    ...given,
  };
  return (await part.redis.xadd(part.keyPrefix + Stream.DLQ_EVENTS, "*", ...Object.entries(fields).flat())) ?? "";
}

async function createGroup(): Promise<void> {
  await part.redis.xgroup("CREATE", part.keyPrefix + Stream.SIGNALS, ConsumerGroup.REASONING_AGENTS, "$", "MKSTREAM");
}

const length = (stream: string): Promise<number> => part.redis.xlen(part.keyPrefix + stream);

describe("handoff dlq list", () => {
  it("filters, pages, and is a finding as long as there is one", async () => {
    const first = await giveUp("BTC/USD");
    const second = await giveUp("ETH/USD", {
      [FieldName.AGENT]: "ExecutionEngine",
      [FieldName.ERROR_CODE]: "DATA_INVALID",
    });
    const all = await dlq("list");
    expect(all.code).toBe(1);
    expect(all.stdout).toMatch(/ENTRY .*TIMES.*\n.*ETH\/USD\n.*BTC\/USD/);
    for (const [options, ids] of [
      [["--agent", "ReasoningAgent"], [first]],
      [["--code", "DATA_INVALID"], [second]],
      [
        ["--stream", "signals", "--type", "trading_signal", "--since", "1h"],
        [second, first],
      ],
      [["--until", "1h"], []],
      [["--since", "2099-01-01"], []],
      [["--limit", "1"], [second]],
      [["--limit", "1", "--before", second], [first]],
    ] as const) {
      const { letters } = await json<{ letters: { id: string }[] }>("list", ...options);
      expect(letters.map(({ id }) => id)).toEqual(ids);
    }
    const page = await dlq("list", "--limit", "1");
    expect(page.stderr).toBe(`More: --before ${second}\n`);
  });

  it("shows an entry that is none as unreadable, and what is resolved when it is asked for", async () => {
    const id = (await part.redis.xadd(part.keyPrefix + Stream.DLQ_EVENTS, "*", "hello", "world")) ?? "";
    expect((await dlq("list")).stdout).toMatch(/UNREADABLE +DEAD_LETTER_INVALID/);
    await dlq("discard", id, "--yes");
    expect(await dlq("list")).toMatchObject({ code: 0, stdout: "No dead letters.\n" });
    expect((await dlq("list", "--resolved")).stdout).toContain("discarded, ");
  });
});

describe("handoff dlq inspect", () => {
  it("shows the event decoded, and where a replay would take it", async () => {
    const id = await giveUp("BTC/USD");
    const { code, stdout } = await dlq("inspect", id);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dead letter +\S+\nstate +open\n/);
    expect(stdout).toContain("to signals, for reasoning_agents");
    expect(stdout).toContain('"confidence": 0.85');
    expect(await json("inspect", id)).toMatchObject({ id, state: "open", event: { [FieldName.TRACE_ID]: TRACE } });
  });

  it("says what is wrong with one that cannot be decoded or read", async () => {
    const broken = await giveUp("BTC/USD", {
      [FieldName.FAILED_EVENT]: JSON.stringify({ ...signal("BTC/USD"), [FieldName.DATA]: "{" }),
    });
    expect((await dlq("inspect", broken)).stdout).toContain("Cannot be decoded: DATA_NOT_JSON");
    const none = (await part.redis.xadd(part.keyPrefix + Stream.DLQ_EVENTS, "*", "hello", "world")) ?? "";
    expect((await dlq("inspect", none)).stdout).toMatch(
      /Cannot be decoded: DEAD_LETTER_INVALID[\s\S]+"hello": "world"/,
    );
  });

  it("knows no unknown one", async () => {
    expect(await dlq("inspect", "1-1")).toMatchObject({ code: 1, stdout: "" });
    expect(await json("inspect", "1-1")).toBeNull();
  });
});

describe("handoff dlq replay", () => {
  it("puts the event back once, however often it is asked", async () => {
    await createGroup();
    const id = await giveUp("BTC/USD");
    const dry = await dlq("replay", id, "--dry-run");
    expect(dry).toMatchObject({ code: 0, stdout: `${id} would be replayed to signals, for reasoning_agents\n` });
    expect(await length(Stream.SIGNALS)).toBe(0);
    const replayed = await dlq("replay", id);
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toMatch(/replayed as signals \d+-\d+, for reasoning_agents\n$/);
    const again = await dlq("replay", id);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/was replayed as signals \S+ already/);
    expect(await length(Stream.SIGNALS)).toBe(1);
    expect((await dlq("list")).code).toBe(0);
    expect((await dlq("inspect", id)).stdout).toMatch(/state +replayed as signals/);
  });

  it("says why one cannot be replayed, and replays the others", async () => {
    await createGroup();
    const ids = [
      await giveUp("BTC/USD"),
      await giveUp("BTC/USD", { [FieldName.SOURCE_STREAM]: "gone" }),
      await giveUp("BTC/USD", { [FieldName.FAILED_EVENT]: "no JSON" }),
      "1-1",
    ];
    const { code, stdout } = await dlq("replay", ...ids);
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/replayed as signals/),
      expect.stringMatching(/cannot be replayed. There is no stream gone/),
      expect.stringMatching(/cannot be replayed. What failed is not an event/),
      "1-1 is not there: it never was, or it was purged",
      "",
    ]);
    expect(await json("replay", ...ids)).toMatchObject([
      { outcome: "already_resolved" },
      { outcome: "refused" },
      { outcome: "refused" },
      { outcome: "not_found" },
    ]);
  });
});

describe("handoff dlq replay-all", () => {
  // npx handoff dlq replay-all --dry-run
  it("replays what matches, with progress on standard error", async () => {
    await createGroup();
    for (let index = 0; index < 30; index++) await giveUp("BTC/USD");
    await giveUp("ETH/USD", { [FieldName.AGENT]: "Other" });
    const options = ["replay-all", "--agent", "ReasoningAgent"];
    expect(await dlq(...options, "--dry-run")).toMatchObject({ code: 0, stdout: "30 would be replayed, 0 refused\n" });
    expect(await length(Stream.SIGNALS)).toBe(0);
    const { code, stdout, stderr } = await dlq(...options, "--rate", "200");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "30 replayed, 0 refused\n" });
    expect(stderr).toContain("30 of 30 dead letters");
    expect(await length(Stream.SIGNALS)).toBe(30);
    expect(await length(Stream.DLQ_EVENTS)).toBe(1);
  });

  it("names what it refuses, as a finding", async () => {
    const id = await giveUp("BTC/USD");
    const { code, stdout } = await dlq("replay-all");
    expect(code).toBe(1);
    expect(stdout).toContain(`${id} cannot be replayed. There is no stream signals with a group reasoning_agents`);
    expect(await json("replay-all")).toMatchObject({ replayed: 0, refused: 1, refusals: [{ id }], aborted: false });
  });

  it("stops when it is interrupted, and leaves the rest where it was", async () => {
    await createGroup();
    for (let index = 0; index < 20; index++) await giveUp("BTC/USD");
    const running = startHandoff("dlq", "replay-all", "--rate", "1", ...part.options);
    await running.says("1 of 20 dead letters");
    expect(await running.end("SIGINT")).toBe(1);
    expect((await length(Stream.SIGNALS)) + (await length(Stream.DLQ_EVENTS))).toBe(20);
  });
});

describe("handoff dlq discard and purge", () => {
  it("want an explicit yes", async () => {
    const id = await giveUp("BTC/USD");
    for (const args of [["discard", id], ["purge"]]) {
      const { code, stdout, stderr } = await dlq(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("Add --yes to do it, or --dry-run to see what it would be.");
    }
    expect(await dlq("discard", id, "--dry-run")).toMatchObject({ code: 0, stdout: `${id} would be discarded\n` });
    expect(await length(Stream.DLQ_EVENTS)).toBe(1);
  });

  it("take dead letters away, and in the end for good", async () => {
    const ids = [await giveUp("BTC/USD"), await giveUp("ETH/USD")];
    const discarded = await dlq("discard", ids[0] ?? "", "1-1", "--yes");
    expect(discarded.code).toBe(1);
    expect(discarded.stdout).toBe(`${ids[0] ?? ""} discarded\n1-1 is not there: it never was, or it was purged\n`);
    expect(await json("discard", ids[0] ?? "", "--yes")).toMatchObject([{ outcome: "already_resolved" }]);
    expect(await dlq("purge", "--dry-run")).toMatchObject({
      code: 0,
      stdout: "1 resolved dead letters would be purged\n",
    });
    expect(await dlq("purge", "--older-than", "1h", "--yes")).toMatchObject({
      stdout: "0 resolved dead letters purged\n",
    });
    expect(await json("purge", "--yes")).toEqual({ purged: 1, state: "resolved", dryRun: false, aborted: false });
    expect(await dlq("purge", "--open", "--yes")).toMatchObject({ code: 0, stdout: "1 open dead letters purged\n" });
    expect(await part.redis.keys(`${part.keyPrefix}handoff:*`)).toEqual([]);
    expect(await length(Stream.DLQ_EVENTS)).toBe(0);
  });
});

describe("bad input", () => {
  it.each([
    ["an id that is none", ["inspect", "newest"], 'id is "newest"'],
    ["an id that is none among others", ["replay", "1-1", "all"], 'id is "all"'],
    ["no id", ["replay"], "missing required argument 'ids'"],
    ["a rate that is none", ["replay-all", "--rate", "0"], "Give a number above 0."],
    ["a time that is none", ["list", "--since", "yesterday"], "Give an ISO 8601 time, or an age"],
    ["a page of nothing", ["list", "--limit", "0"], "limit is 0"],
    ["a place that is none", ["list", "--before", "there"], "(there"],
    ["a place that is none, of resolved ones", ["list", "--resolved", "--before", "1-1"], 'before is "1-1"'],
  ])("%s is named, with exit code 2", async (_name, args, named) => {
    const { code, stderr, stdout } = await dlq(...args);
    expect(stderr).toContain(named);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
