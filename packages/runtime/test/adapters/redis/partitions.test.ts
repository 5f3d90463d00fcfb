import { FieldName } from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openKeptRedisStore, openRedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type {
  PartitionedRedisStoreOptions,
  RedisStoreOptions,
} from "../../../src/adapters/redis/redis-store-options.js";
import { HandoffErrorCode } from "../../../src/errors.js";
import { agentStateStoreConformance } from "../../conformance/agent-state-store.js";
import { eventStoreConformance } from "../../conformance/event-store.js";
import { partitionedStoreConformance } from "../../conformance/partitioned-store.js";
import { partitionedFixture, partitionFixture, type RedisPlace, redisPlace } from "../../redis-fixture.js";

eventStoreConformance("a partition in redis", partitionFixture);
agentStateStoreConformance("partitions in redis", partitionFixture);
partitionedStoreConformance("redis", partitionedFixture);

describe("opening partitions in one Redis", () => {
  let place: RedisPlace;
  const failure = async (options: Partial<PartitionedRedisStoreOptions>): Promise<unknown> => {
    const all = { url: place.url, keyPrefix: place.keyPrefix, partitions: 8, ...options };
    return openRedisStore(all).then(
      async ({ close }) => close(),
      (error: unknown) => error,
    );
  };
  beforeEach(async () => {
    place = await redisPlace();
  });
  afterEach(() => place.dispose());

  it("keeps each partition under a tag of its own, as a cluster needs it", async () => {
    const { url, keyPrefix, redis } = place;
    const { store, run, close } = await openRedisStore({ url, keyPrefix, partitions: 8 });
    for (let number = 0; number < 64; number++) {
      await store.append({ stream: "work", fields: { [FieldName.TYPE]: "note" }, eventId: String(number) });
    }
    const keys = await redis.keys(`${keyPrefix}*`);
    expect(keys.length).toBeGreaterThan(8);
    for (const key of keys) expect(key.slice(keyPrefix.length)).toMatch(/^\{[0-7]\}:(work|handoff:\w)/);
    expect(keys).toContain(`${keyPrefix}{0}:handoff:partitions`);
    expect(await run((client) => client.xlen(`${keyPrefix}{5}:work`), 5)).toBeGreaterThan(0);
    await close();
  });

  it("refuses another number than that of those who began", async () => {
    expect(await failure({})).toBeUndefined();
    expect(await failure({})).toBeUndefined();
    expect(await failure({ partitions: 4 })).toMatchObject({
      code: HandoffErrorCode.PARTITIONS_DIFFER,
      message: expect.stringMatching(/begun with 8 partitions, not 4:.*Open them with partitions 8/),
    });
    const { url, keyPrefix } = place;
    await expect(openRedisStore({ url, keyPrefix })).rejects.toMatchObject({
      code: HandoffErrorCode.PARTITIONS_DIFFER,
      message: expect.stringContaining("begun with 8 partitions, not none"),
    });
  });

  it.each([
    ["sample", "level", /begun with partitionBy "sample", not "level":.* Open them with partitionBy "sample"/],
    ["sample", undefined, /begun with partitionBy "sample", not none \(the event's id\):/],
    [
      undefined,
      "sample",
      /begun with partitionBy none \(the event's id\), not "sample":.* Open them without partitionBy/,
    ],
  ])("refuses those who spread events otherwise: begun by %s, opened by %s", async (begun, opened, message) => {
    const by = (key: string | undefined) => failure(key === undefined ? {} : { partitionBy: key });
    expect(await by(begun)).toBeUndefined();
    expect(await by(begun)).toBeUndefined();
    expect(await by(opened)).toMatchObject({
      code: HandoffErrorCode.PARTITIONS_DIFFER,
      message: expect.stringMatching(message),
    });
    expect(await failure({ partitions: 4, partitionBy: "level" })).toMatchObject({
      message: expect.stringContaining("begun with 8 partitions, not 4"),
    });
    expect(await by(begun)).toBeUndefined();
  });

  it("leaves what events are spread by to those who publish: whoever only looks neither says nor minds it", async () => {
    const { url, keyPrefix, redis } = place;
    const look = async (): Promise<void> => (await openKeptRedisStore({ url, keyPrefix })).close();
    await redis.set(`${keyPrefix}{0}:handoff:partitions`, "8");
    await look();
    expect(await failure({ partitionBy: "sample" })).toBeUndefined();
    await look();
    expect(await redis.get(`${keyPrefix}{0}:handoff:partition-by`)).toBe("sample");
  });

  it("refuses to spread what was begun in one place", async () => {
    const { states } = await place.open();
    await states.register("Worker", 1_000);
    expect(await failure({})).toMatchObject({
      code: HandoffErrorCode.PARTITIONS_DIFFER,
      message: expect.stringContaining("begun with no partitions, not 8"),
    });
  });

  it.each([0, -1, 1.5, 1_025, Number.NaN])("refuses %d partitions", async (partitions) => {
    expect(await failure({ partitions })).toMatchObject({
      message: `OPTION_INVALID: partitions is ${String(partitions)}. Give a whole number from 1 to 1024.`,
    });
  });

  it("refuses seeds of a server that is in no cluster", async () => {
    expect(await failure({ seeds: [place.url] })).toMatchObject({
      message: expect.stringMatching(
        /^OPTION_INVALID: seeds are given, and redis:\S+ is no server of a Redis Cluster\./,
      ),
    });
  });

  it("refuses what is for partitions where there are none, and a prefix that would say where keys lie", async () => {
    const { url } = place;
    const lies = { url, partitionBy: "sample" } as unknown as RedisStoreOptions;
    await expect(openRedisStore(lies)).rejects.toThrow("OPTION_INVALID: partitionBy is given without partitions.");
    expect(await failure({ keyPrefix: "{app}:" })).toMatchObject({
      message: expect.stringContaining('keyPrefix is "{app}:". Leave braces out'),
    });
  });
});
