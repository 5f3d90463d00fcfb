import { FieldName, referenceTopology } from "@handoff/contracts";
import { DeadLetterQueue, openRedisStore, type RecordedHop, type StreamState } from "@handoff/runtime";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { CANDLES, type Ended, handoff } from "./command.js";
import { RedisCluster } from "./setup/redis-cluster.js";

const RUN = ["run", "--candles", CANDLES, "--symbol", "URTH", "--log-level", "error"];
const PARTITIONS = 8;
/** Where the instrument is: the CRC16 of URTH is 0xf267. */
const PLACE = 7;

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start();
}, 60_000);
afterAll(() => cluster.stop());

const run = (...args: readonly string[]): Promise<Ended> => handoff(...RUN, "--redis", cluster.url, ...args);
const look = (...args: readonly string[]): Promise<Ended> => handoff(...args, "--redis", cluster.url, "--json");

/** What a command prints as JSON. */
async function answer<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse((await look(...args)).stdout) as T;
}

describe("the command on a Redis Cluster", { timeout: 120_000 }, () => {
  it.each([
    [[], /OPTION_INVALID: redis:\S+ is a server of a Redis Cluster, and partitions is not set\. Give partitions/],
    [["--partitions", "0"], /OPTION_INVALID: partitions is 0\. Give a whole number from 1 to 1024\./],
    [["--partitions", "1.5"], /Give a whole number from 0\./],
  ])("run %j is refused", async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it("npm start -- --partitions 8 --redis redis://127.0.0.1:6379: runs the agents, and answers for all partitions", async () => {
    const ran = await run("--partitions", String(PARTITIONS), "--json");
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
    const summary = JSON.parse(ran.stdout) as {
      readonly streams: readonly StreamState[];
      readonly lineage: { readonly ancestors: readonly RecordedHop[] };
    };
    const status = await answer<{ readonly streams: readonly StreamState[]; readonly partitions: number }>("status");
    expect(status.partitions).toBe(PARTITIONS);
    expect(status.streams).toEqual(summary.streams);
    expect(status.streams.find(({ stream }) => stream === "signals")?.length).toBeGreaterThan(100);
    expect(await answer("streams")).toMatchObject(status.streams.map(({ stream, length }) => ({ stream, length })));

    const hop = summary.lineage.ancestors.at(-1);
    const chain = await look("trace", hop?.traceId ?? "");
    expect(chain.code).toBe(0);
    const { ancestors } = JSON.parse(chain.stdout) as typeof summary.lineage;
    expect(ancestors).toEqual(summary.lineage.ancestors);
    expect(ancestors[0]?.outputs[0]?.entryId).toMatch(new RegExp(`^\\d+-\\d+@${String(PLACE)}$`));
    expect((await look("dlq", "list")).stdout).toContain('"letters": []');
  });

  it("shows, replays and discards dead letters where they are", async () => {
    const { store, close } = await openRedisStore({
      url: cluster.url,
      partitions: PARTITIONS,
      partitionBy: FieldName.SYMBOL,
    });
    const queue = new DeadLetterQueue({ store, topology: referenceTopology });
    for (const place of [1, 5]) {
      const delivery = { stream: "signals", entryId: `7-1@${String(place)}`, group: "reasoning_agents", agent: "X" };
      await queue.deadLetter({ [FieldName.TYPE]: "trading_signal" }, new Error("by hand"), delivery);
    }
    await close();
    const listed = await look("dlq", "list");
    expect(listed.code).toBe(1);
    const { letters } = JSON.parse(listed.stdout) as { readonly letters: readonly { readonly id: string }[] };
    expect(letters.map(({ id }) => id.split("@")[1]).sort()).toEqual(["1", "5"]);
    const [one = "", other = ""] = letters.map(({ id }) => id);
    expect(await answer("dlq", "inspect", one)).toMatchObject({ id: one, state: "open" });
    const place = one.split("@")[1] ?? "";
    expect(await answer("dlq", "replay", one)).toMatchObject([
      { id: one, outcome: "replayed", stream: "signals", entryId: expect.stringMatching(`@${place}$`) },
    ]);
    expect((await look("dlq", "discard", other, "--yes")).code).toBe(0);
    expect((await look("dlq", "list", "--resolved")).stdout).toContain(other);
    expect((await look("dlq", "replay", one.split("@")[0] ?? "")).stderr).toMatch(
      /OPTION_INVALID: id is "\d+-\d+"\. Give an entry id with its partition/,
    );
    const { streams } = await answer<{ readonly streams: readonly StreamState[] }>("status");
    expect(streams.find(({ stream }) => stream === "signals")?.groups).toMatchObject([{ lag: 1 }]);
    expect(await answer("dlq", "purge", "--yes")).toMatchObject({ purged: 2 });
  });

  it("asks the other servers that are named where the first is away", async () => {
    const seeds = ["--redis", "redis://127.0.0.1:1", "--redis", cluster.url];
    const asked = await handoff("status", ...seeds, "--json");
    expect([asked.code, asked.stderr]).toEqual([0, ""]);
    expect(JSON.parse(asked.stdout)).toEqual(await answer("status"));
    const ran = await handoff(...RUN, ...seeds, "--partitions", String(PARTITIONS), "--key-prefix", "seeds:");
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
    const nobody = await handoff("status", "--redis", "redis://127.0.0.1:1", "--redis", "redis://127.0.0.1:2");
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("redis://127.0.0.1:1 cannot be reached")]);
  });

  it.each([["status"], [...RUN, "--partitions", "8"]])(
    "%s takes several servers of a cluster only",
    async (...args) => {
      const alone = inject("redisUrl");
      const { code, stderr } = await handoff(...args, "--redis", "redis://127.0.0.1:1", "--redis", alone);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${alone} is no server of a Redis Cluster.`)]);
    },
  );

  it("diagnoses every server", async () => {
    const { findings } = await answer<{
      readonly findings: readonly { readonly subject: string; readonly code: string }[];
    }>("doctor", "--watch", "0");
    const servers = findings.filter(({ code }) => code === "APPEND_ONLY_OFF").map(({ subject }) => subject);
    expect(servers.sort()).toEqual(cluster.nodes.map(({ server }) => server.url).sort());
  });

  it("refuses another number of partitions than that of the first run", async () => {
    const { code, stderr } = await run("--partitions", "4");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/PARTITIONS_DIFFER: .*begun with 8 partitions, not 4/)]);
  });
});
