import { setImmediate } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { fenceHolds, settlesOnce } from "../../conformance/checks/hand-off.js";
import { eventStoreChecks } from "../../conformance/event-store.js";
import { type Check, runCheck } from "../../conformance/fixture.js";
import { brokenStores } from "./broken-stores.js";
import { memoryFixture, type OpenMemoryStore } from "./memory-fixture.js";

/** In a store in memory everything happens within a few turns of the event loop: what takes more never ends. */
const MANY_TURNS = 2_000;

async function fails(check: Check, open?: OpenMemoryStore): Promise<boolean> {
  const ended = { passed: false, failed: false };
  void runCheck(check, () => memoryFixture(open)).then(
    () => (ended.passed = true),
    () => (ended.failed = true),
  );
  for (let turn = 0; turn < MANY_TURNS && !ended.passed && !ended.failed; turn++) await setImmediate();
  return !ended.passed;
}

async function failing(open?: OpenMemoryStore): Promise<string[]> {
  const failed: string[] = [];
  for (const [sentence, check] of Object.entries(eventStoreChecks)) {
    if (await fails(check, open)) failed.push(sentence);
  }
  return failed;
}

describe("the conformance suite, on stores that are broken on purpose", () => {
  /** Names of the checks that each broken store fails. */
  const failures = new Map<string, string[]>();

  beforeAll(async () => {
    for (const { name, open } of brokenStores) failures.set(name, await failing(open));
  });

  it("is content with a sound one", async () => {
    expect(await failing()).toEqual([]);
  });

  it.each(brokenStores)("notices $name", ({ name }) => {
    expect(failures.get(name)).not.toEqual([]);
  });

  it.each(Object.keys(eventStoreChecks))("has been seen to fail: %s", (sentence) => {
    expect([...failures.values()].flat()).toContain(sentence);
  });

  it("notices a missing fence by the check that is for it", async () => {
    const store = brokenStores.find(({ name }) => name === "a hand-off without a fence");
    if (store === undefined) throw new Error("The store without a fence is missing.");
    expect([await fails(fenceHolds, store.open), await fails(settlesOnce, store.open)]).toEqual([true, true]);
  });
});
