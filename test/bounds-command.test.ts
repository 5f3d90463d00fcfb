import { FieldName, Stream } from "@handoff/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CANDLES, handoff, type RedisPart, redisPart, startHandoff } from "./command.js";

const RUN = ["--candles", CANDLES, "--symbol", "URTH"];
/** The store is tidied up once a minute. */
const TIDY_MS = 90_000;

let part: RedisPart;
beforeEach(() => {
  part = redisPart();
});
afterEach(() => part.dispose());

const lengthOf = (stream: string): Promise<number> => part.redis.xlen(part.keyPrefix + stream);

describe("handoff run, told how much to keep and to take", () => {
  it("hands an event that is larger than it may be to the dead letters", async () => {
    const large = [FieldName.TYPE, "trading_signal", FieldName.DATA, "x".repeat(9_000)];
    await part.redis.xadd(part.keyPrefix + Stream.SIGNALS, "*", ...large);
    const options = ["--start-from", "0", "--max-event-bytes", "8192", "--log-level", "silent", ...part.options];
    const { stdout } = await handoff("run", ...RUN, "--json", ...options);
    expect((JSON.parse(stdout) as { run: unknown }).run).toMatchObject({ deadLetters: { EVENT_TOO_LARGE: 1 } });
  });

  it("removes what every group is done with, up to the newest", { timeout: 2 * TIDY_MS }, async () => {
    expect((await handoff("run", ...RUN, "--log-level", "silent", ...part.options)).code).toBe(0);
    const before = await lengthOf(Stream.SIGNALS);
    expect(before).toBeGreaterThan(100);
    const retention = ["--keep-newest", "7", "--keep-for", "1s"];
    const running = startHandoff("run", "LearningAgent", ...RUN, ...retention, ...part.options);
    try {
      await running.says("agent started");
      expect(await lengthOf(Stream.SIGNALS)).toBe(before);
      await expect.poll(() => lengthOf(Stream.SIGNALS), { timeout: TIDY_MS, interval: 500 }).toBe(7);
      await expect.poll(() => lengthOf(Stream.GRADES), { timeout: 5_000 }).toBe(7);
    } finally {
      expect(await running.end("SIGTERM")).toBe(0);
    }
  });

  it.each([
    ["--keep-newest some", "'--keep-newest <count>' argument 'some' is invalid. Give a whole number from 0."],
    ["--keep-for 7", "'--keep-for <duration>' argument '7' is invalid. Give a duration such as 90s, 15m, 2h or 7d."],
    ["--keep-for 999999999d", "OPTION_INVALID: retention.minAgeMs is 86399999913600000. Give a whole number from 0."],
    ["--max-event-bytes 10", "OPTION_INVALID: maxEventBytes is 10. Give an integer from 1024 to 268435456."],
    ["--replicas 1", "OPTION_INVALID: replicas is 1, and redis is not given."],
    ["--replicas-within 5", "OPTION_INVALID: replicas-within is 5, and replicas is not given."],
    ["--redis-ca ca.crt", 'OPTION_INVALID: redis-ca is "ca.crt", and redis is not given.'],
  ])("%s is refused", async (options, said) => {
    const { code, stdout, stderr } = await handoff("run", ...RUN, ...options.split(" "));
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(said)]);
  });
});
