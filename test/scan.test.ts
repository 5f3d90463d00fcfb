import { createServer } from "node:net";
import { once } from "node:events";
import { encodeEvent, EventSet, FieldName } from "@handoff/contracts";
import {
  contractSetOf,
  type EntrySource,
  openRedisSource,
  scanStream,
  type SourceEntry,
} from "@handoff/contracts/scan";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContractsProject, LAB } from "./contracts-command.js";
import { everyForm, Field } from "./every-form.js";
import { type RedisServer, startRedisServer } from "./setup/redis-server.js";

const contracts = contractSetOf(Object.entries(everyForm).map(([place, value]) => ({ place, value })));
const TRACE_ID = "7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10";
const node = (...children: unknown[]) => ({ [Field.ID]: TRACE_ID, [Field.CHILDREN]: children });
/** A name of this team's, which the reference chain does not have. */
const streamName = (name: string): string => name;
const RESULTS = streamName("results");

const entry = (type: string, data: unknown, more: Readonly<Record<string, string>> = {}) => ({
  [FieldName.TYPE]: type,
  [FieldName.DATA]: typeof data === "string" ? data : JSON.stringify(data),
  [FieldName.TRACE_ID]: TRACE_ID,
  ...more,
});

/** Entries in memory, and what was asked of them. */
class ListSource implements EntrySource {
  readonly asked: { readonly from: string; readonly count: number }[] = [];
  readonly #entries: readonly SourceEntry[];

  constructor(entries: readonly SourceEntry[]) {
    this.#entries = entries;
  }

  typeOf = async (): Promise<string> => "stream";
  lengthOf = async (): Promise<number> => this.#entries.length;
  newest = async (): Promise<SourceEntry | undefined> => this.#entries.at(-1);
  close = (): void => undefined;

  read = async (_stream: string, from: string, count: number): Promise<readonly SourceEntry[]> => {
    this.asked.push({ from, count });
    const time = from === "-" ? 0 : Number(from.replace("(", "").split("-")[0]);
    const after = from.startsWith("(") ? time + 1 : time;
    return this.#entries.filter(({ id }) => Number(id.split("-")[0]) >= after).slice(0, count);
  };
}

const listed = (fields: readonly Readonly<Record<string, string>>[]): ListSource =>
  new ListSource(fields.map((one, index) => ({ id: `${String(index + 1)}-0`, fields: one })));

const found = async (...fields: readonly Readonly<Record<string, string>>[]) => {
  const { findings } = await scanStream(listed(fields), { stream: "forms", contracts });
  return findings.map(({ type, kind, path, entries, firstIds }) => [type, kind, path, entries, firstIds]);
};

describe("what a scan finds", () => {
  it("is nothing where every entry meets its contract", async () => {
    const fields = encodeEvent(
      {
        [FieldName.TYPE]: "tree",
        [FieldName.DATA]: { ...node(), [Field.CHILDREN]: [] },
        [FieldName.TRACE_ID]: TRACE_ID,
        [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
        [FieldName.SOURCE_AGENT]: "Maker",
      },
      new EventSet([everyForm.tree]),
    );
    const report = await scanStream(listed([fields, fields]), { stream: "forms", contracts });
    expect(report).toEqual({
      stream: "forms",
      length: 2,
      read: 2,
      whole: true,
      types: [{ type: "tree", entries: 2, meet: 2, share: 1 }],
      findings: [],
    });
  });

  it.each([
    ["an unknown key, however deep", entry("tree", node({ ...node(), x: 1 })), "unknown_key", "data.children.[].x"],
    ["a key that is missing", entry("tree", { [Field.ID]: TRACE_ID }), "missing_key", "data.children"],
    ["another type", entry("tree", { ...node(), [Field.CHILDREN]: 3 }), "type_clash", "data.children"],
    ["a value that is not allowed", entry("tree", { ...node(), [Field.ID]: "7" }), "value", "data.id"],
    ["data that is no JSON", entry("tree", "{"), "envelope", "data"],
    ["a trace id that is none", entry("tree", node(), { [FieldName.TRACE_ID]: "x" }), "envelope", "trace_id"],
    ["a field of the entry that nobody knows", entry("tree", node(), { colour: "red" }), "unknown_key", "colour"],
  ])("%s", async (...[, fields, kind, path]) => {
    expect(await found(entry("tree", node()), fields)).toEqual([["tree", kind, path, 1, ["2-0"]]]);
  });

  it("is an event that the contracts do not know, and what is no event", async () => {
    expect(await found(entry("bush", {}), { greeting: "hello" }, entry("bush", {}))).toEqual([
      ["", "unknown_type", "bush", 2, ["1-0", "3-0"]],
      ["", "no_event", "", 1, ["2-0"]],
    ]);
  });

  it("counts an entry once a field, and names the first three", async () => {
    const bad = entry("tree", node({ ...node(), [Field.ID]: 1 }, { ...node(), [Field.ID]: 2 }));
    expect(await found(bad, bad, bad, bad)).toEqual([
      ["tree", "type_clash", "data.children.[].id", 4, ["1-0", "2-0", "3-0"]],
    ]);
  });

  it("stays of a bounded size whatever names strangers write", async () => {
    const many = Array.from({ length: 700 }, (_, index) => entry("tree", { ...node(), [`k${String(index)}`]: 1 }));
    const all = await found(...many);
    expect(all).toHaveLength(501);
    expect(all[0]?.slice(0, 4)).toEqual(["", "unknown_key", "…", 200]);
  });
});

describe("a sample", () => {
  it("is spread over the stream, and says what it read", async () => {
    const source = listed(Array.from({ length: 10_000 }, (_, index) => (index < 5_000 ? entry("tree", node()) : {})));
    const report = await scanStream(source, { stream: "forms", contracts }, { sample: 200 });
    expect(report).toMatchObject({ length: 10_000, read: 200, whole: false });
    expect(report.types[0]?.entries).toBeGreaterThan(80);
    expect(report.types[0]?.entries).toBeLessThan(120);
  });

  it("does not read an entry twice where it is most of the stream", async () => {
    const source = listed(Array.from({ length: 100 }, () => entry("tree", node())));
    const report = await scanStream(source, { stream: "forms", contracts }, { sample: 99 });
    expect(report.read).toBeLessThanOrEqual(99);
    expect(report.types).toEqual([{ type: "tree", entries: report.read, meet: report.read, share: 1 }]);
  });
});

describe("handoff-contracts scan, on Redis", () => {
  const project = new ContractsProject("scan");
  let server: RedisServer;
  let redis: Redis;
  /** May read streams and nothing else. */
  let url: string;

  beforeAll(async () => {
    await project.write(LAB);
    server = await startRedisServer();
    redis = new Redis(server.url);
    const may = ["~*", "resetchannels", "-@all", "+type", "+xlen", "+xrange", "+xrevrange"];
    await redis.acl("SETUSER", "reader", "on", ">se:cret", ...may);
    url = `redis://reader:se%3Acret@127.0.0.1:${String(server.port)}`;
    const pipeline = redis.pipeline();
    for (let index = 0; index < 3_000; index++) {
      const data = { sample: "S-1", level: index % 100 === 7 ? "high" : 5.4 };
      pipeline.xadd(RESULTS, `${String(index + 1)}-0`, ...Object.entries(entry("result", data)).flat());
    }
    pipeline.lpush("list", "x");
    await pipeline.exec();
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    await project.remove();
  });

  it("finds the drift with a user that may only read, tells how far it is, and ends with 1", async () => {
    const { code, stdout, stderr } = await project.run("scan", "results", "--whole", "--redis", url);
    expect(code).toBe(1);
    expect(stdout).toContain("results: all 3000 entries");
    expect(stdout).toMatch(/^result +3000 +2970 +99 %$/m);
    expect(stdout).toMatch(/^result +type clash +data\.level +30 +1 % +8-0 108-0 208-0$/m);
    expect(stderr).toContain("results: 3000 of 3000 entries");
  });

  it("has the same for a program, and reads no more than was asked for", async () => {
    const { code, stdout } = await project.run("scan", "results", "--sample", "500", "--redis", url, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ streams: [{ stream: "results", length: 3_000, read: 500 }] });
  });

  it("reads every stream of the topology, and says of those that are not there yet that they are not", async () => {
    const { code, stderr } = await project.run("scan", "--all", "--redis", url);
    expect(code).toBe(1);
    expect(stderr).toContain("dlq_events: nothing there yet.");
  });

  it("would be refused by Redis if it did more than read", async () => {
    const reader = new Redis(url, { enableReadyCheck: false, disableClientInfo: true, protocol: 2 });
    await expect(reader.xadd(RESULTS, "*", "a", "b")).rejects.toThrow("NOPERM");
    reader.disconnect();
  });

  it.each([
    ["a key that is no stream", ["list"], "STREAM_WRONG_TYPE at list: The key holds a list, not a stream."],
    ["a stream that is not there", ["missing"], "STREAM_MISSING at missing: There is no such key."],
    ["no stream", [], "OPTION_INVALID at scan: No stream is named."],
  ])("ends with 2 for %s", async (_what, streams, message) => {
    const { code, stdout, stderr } = await project.run("scan", ...streams, "--redis", url);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("never shows a password", async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const address = free.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    free.close();
    const places = [
      [`redis://reader:wrong-secret@127.0.0.1:${String(server.port)}`, "WRONGPASS"],
      [`redis://reader:wrong-secret@127.0.0.1:${String(port)}`, "ECONNREFUSED"],
      ["http://reader:wrong-secret@127.0.0.1", "OPTION_INVALID at --redis"],
    ] as const;
    for (const [place, said] of places) {
      const { code, stdout, stderr } = await project.run("scan", "results", "--redis", place);
      expect(code).toBe(2);
      expect(stderr).toContain(said);
      expect(stdout + stderr).not.toContain("wrong-secret");
    }
  });

  it("gives a server half of its time to others", async () => {
    const source = await openRedisSource(url);
    const lab = contractSetOf([{ place: "forms", value: everyForm.topology }]);
    await redis.config("RESETSTAT");
    const began = performance.now();
    await scanStream(source, { stream: "results", contracts: lab });
    const took = performance.now() - began;
    source.close();
    const stats = await redis.info("commandstats");
    const usec = Number(/cmdstat_xrange:calls=\d+,usec=(\d+)/.exec(stats)?.[1]);
    expect(usec / 1_000).toBeLessThan(took / 2);
  });
});
