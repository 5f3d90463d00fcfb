import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RedisServer, startRedisServer } from "../../../../../test/setup/redis-server.js";
import type { ConnectionEvent } from "../../../src/adapters/redis/connection-watch.js";
import type { RedisStore } from "../../../src/adapters/redis/open-redis-store.js";
import type { RedisStoreOptions } from "../../../src/adapters/redis/redis-store-options.js";
import type { HandOff, Settlement } from "../../../src/ports/event-store.js";
import { carried, carrying, deliver, everything, ONE, pending, settlement } from "../../conformance/steps.js";
import { redisPlace, type RedisPlace } from "../../redis-fixture.js";

const MIB = 1_024 * 1_024;

const LITTLE = ["--proto-max-bulk-len", "1mb"];
const SILENT = ["--rename-command", "CONFIG", ""];

describe.each([
  ["takes 1 MiB at once", LITTLE],
  ["does not say how much it takes", SILENT],
])("a Redis that %s", (_name, args) => {
  let server: RedisServer;
  let place: RedisPlace;
  let events: ConnectionEvent[];
  beforeAll(async () => {
    server = await startRedisServer({ args });
  });
  afterAll(() => server.stop());
  afterEach(() => place.dispose());

  const open = async (options: Partial<RedisStoreOptions> = {}): Promise<RedisStore> => {
    place = await redisPlace(server.url);
    events = [];
    return place.open({ onConnection: (event) => events.push(event), ...options });
  };
  const settling = (id: string, text: string): Settlement => ({
    ...settlement(id, "t"),
    outputs: [{ stream: "results", fields: carrying(text) }],
  });
  const handOffOf = async ({ store }: RedisStore, text: string): Promise<HandOff> => {
    const [delivery] = await deliver({ store }, ["a"]);
    return { ...ONE, settlements: [settling(delivery?.id ?? "", text)] };
  };

  it.for(args === LITTLE ? [LITTLE] : [])("is sent no more, and does nothing of what was refused", async () => {
    const opened = await open();
    const tooLarge = { code: "BATCH_TOO_LARGE" };
    const handOff = await handOffOf(opened, "é".repeat(MIB / 2));
    await expect(opened.store.handOff(handOff)).rejects.toMatchObject({
      ...tooLarge,
      message: expect.stringMatching(
        /a hand-off from work has \d+ bytes at once.+proto-max-bulk-len, 1048576/,
      ) as string,
    });
    const append = { stream: "work", fields: carrying("x".repeat(MIB + 1)), eventId: "large" };
    await expect(opened.store.append(append)).rejects.toMatchObject(tooLarge);
    expect([await pending(opened.store), (await everything(opened.store, "work")).length]).toEqual([1, 1]);
    const [{ entryId } = { entryId: "" }] = handOff.settlements;
    await opened.store.handOff({ ...ONE, settlements: [settling(entryId, "x".repeat(MIB - 1_000))] });
    expect(carried(await everything(opened.store, "results"))[0]).toHaveLength(MIB - 1_000);
    expect(events).toEqual([]);
  });

  it.for(args === SILENT ? [SILENT] : [])("is taken to be set as usual", async () => {
    const opened = await open();
    const handOff = await handOffOf(opened, "x".repeat(2 * MIB));
    await opened.store.handOff(handOff);
    expect(carried(await everything(opened.store, "results"))[0]).toHaveLength(2 * MIB);
    expect(events).toEqual([]);
  });

  it("is given time for what is large, and for what waits behind it", async () => {
    const opened = await open({ replyTimeoutMs: 200 });
    const handOff = await handOffOf(opened, "x".repeat(MIB - 1_000));
    await opened.store.handOff({ ...ONE, settlements: [], activity: { agentId: "one", events: 0, errors: 0, at: 1 } });
    await place.redis.client("PAUSE", 700);
    await Promise.all([opened.store.handOff(handOff), opened.store.inspect(["work"])]);
    expect(events).toEqual([]);
    // By itself, what is small gets an answer at once or never.
    await place.redis.client("PAUSE", 700);
    await opened.store.inspect(["work"]);
    expect(events.map(({ kind }) => kind)).toEqual(["lost", "restored"]);
  });
});
