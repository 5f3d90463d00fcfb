import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../../src/adapters/memory/virtual-clock.js";

describe("VirtualClock", () => {
  it("stands still until it is told to move", async () => {
    const clock = new VirtualClock(100);
    let woken = false;
    const sleep = clock.sleep(10).then(() => {
      woken = true;
    });
    await clock.advance(9);
    expect([clock.now(), woken]).toEqual([109, false]);
    await clock.advance(1);
    await sleep;
    expect([clock.now(), woken]).toEqual([110, true]);
  });

  it("wakes sleepers in the order of their times, each at its own", async () => {
    const clock = new VirtualClock();
    const woken: string[] = [];
    for (const [name, ms] of [
      ["late", 30],
      ["first", 10],
      ["also first", 10],
    ] as const) {
      void clock.sleep(ms).then(() => woken.push(`${name} at ${clock.now()}`));
    }
    await clock.advance(100);
    expect(woken).toEqual(["first at 10", "also first at 10", "late at 30"]);
    expect(clock.now()).toBe(100);
  });

  it("wakes who falls asleep on the way", async () => {
    const clock = new VirtualClock();
    const ticks: number[] = [];
    void (async () => {
      while (ticks.length < 5) {
        await clock.sleep(10);
        ticks.push(clock.now());
      }
    })();
    await clock.advance(35);
    expect(ticks).toEqual([10, 20, 30]);
  });

  it("ends a sleep that is aborted, and forgets it", async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const sleep = clock.sleep(10, abort.signal);
    abort.abort();
    await sleep;
    await clock.sleep(10, abort.signal);
    await expect(clock.run(new Promise<never>(() => undefined))).rejects.toThrow(/waits at 0 ms/);
  });

  it("runs work to its end through all of its sleeps", async () => {
    const clock = new VirtualClock();
    const work = async (): Promise<string> => {
      await clock.sleep(1_000_000);
      await clock.sleep(0);
      return `done at ${clock.now()}`;
    };
    expect(await clock.run(work())).toBe("done at 1000000");
  });

  it("passes on how the work failed", async () => {
    const clock = new VirtualClock();
    const work = clock.sleep(1).then(() => {
      throw new Error("no luck");
    });
    await expect(clock.run(work)).rejects.toThrow("no luck");
  });
});
