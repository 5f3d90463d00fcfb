import { decodeDeadLetter, FieldName } from "@handoff/contracts";
import { type EventStore, type HandOff, HandoffError, HandoffErrorCode } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, labTopology, resultFields, review, Reviewer } from "../lab.js";
import * as LabField from "../lab-field.js";

const MIB = 1_024 * 1_024;
const LARGE = "x".repeat(MIB - 1_000);

/** Publishes as many reviews of nearly 1 MiB as the sample says, and the sample behind them. */
const prolific = new Reviewer((event, _traceId, context) => {
  const { [LabField.SAMPLE]: sample } = event[FieldName.DATA];
  for (let index = 0; index < Number(sample); index += 1) context.publish("reviews", review(LARGE));
  context.publish("reviews", review(sample));
});

const largeOutputs = ({ settlements }: HandOff): number =>
  settlements.flatMap(({ outputs }) => outputs).filter(({ fields }) => JSON.stringify(fields).length > MIB / 2).length;

describe("what is published", () => {
  let bench: Bench;
  let taken: HandOff[];
  beforeEach(() => {
    bench = new Bench();
    taken = [];
  });
  afterEach(() => bench.stop());

  /** The store, which refuses hand-offs as `refuses` says; those that it took are noted. */
  const watched = (refuses: (handOff: HandOff) => boolean): EventStore =>
    new Proxy(bench.store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "handOff") return (...args: unknown[]): unknown => Reflect.apply(value, target, args);
        return async (handOff: HandOff): Promise<unknown> => {
          if (refuses(handOff)) throw new HandoffError(HandoffErrorCode.BATCH_TOO_LARGE, "it is too much at once.");
          taken.push(handOff);
          return target.handOff(handOff);
        };
      },
    });
  const run = async (samples: readonly string[], refuses: (handOff: HandOff) => boolean = () => false) => {
    for (const [index, sample] of samples.entries()) {
      await bench.store.append({ stream: "results", fields: resultFields(sample), eventId: String(index) });
    }
    await bench.start([prolific], { store: watched(refuses), startFrom: "0" });
    await bench.clock.advance(1_000);
  };
  const passedOn = async (): Promise<string[]> => (await bench.samples("reviews")).filter((one) => one !== LARGE);
  const deadLetters = async () => (await bench.read(labTopology.deadLetterStream)).map(decodeDeadLetter);
  const counts = async () => (await bench.states.list()).find(({ agentId }) => agentId === "Reviewer");

  it("by many events goes in hand-offs of 4 MiB, in its order", async () => {
    const samples = Array.from({ length: 10 }, (_, index) => String(1 + (index % 2)));
    await run(samples);
    expect(await passedOn()).toEqual(samples);
    const sizes = taken.map(largeOutputs).filter((size) => size > 0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(15);
    expect([Math.max(...sizes), sizes.length < samples.length]).toEqual([4, true]);
  });

  it("by one event may be more than that, and goes by itself then", async () => {
    await run(["1", "9", "1"]);
    expect(taken.map(largeOutputs).filter((size) => size > 0)).toEqual([1, 9, 1]);
    expect(await passedOn()).toEqual(["1", "9", "1"]);
  });

  it("by one event is at most 64 MiB: more is a dead letter with its reason, and the others go on", async () => {
    await run(["1", "70", "1"]);
    expect(await passedOn()).toEqual(["1", "1"]);
    const reason = /^BATCH_TOO_LARGE: Reviewer published 7\d{7} characters for one event, more than 67108864\./;
    const letter = {
      [FieldName.ERROR_CODE]: "BATCH_TOO_LARGE",
      [FieldName.RETRY_COUNT]: 0,
      [FieldName.ERROR]: expect.stringMatching(reason) as string,
      [FieldName.FAILED_EVENT]: JSON.stringify(resultFields("70")),
    };
    expect(await deadLetters()).toMatchObject([letter]);
    expect(bench.of("dead_lettered")).toHaveLength(1);
    expect(await counts()).toMatchObject({ events: 3, errors: 1 });
  });

  it("is handed off in halves where the store does not take it at once", async () => {
    const samples = Array.from({ length: 12 }, () => "0");
    await run(samples, ({ settlements }) => settlements.length > 2);
    expect(await passedOn()).toEqual(samples);
    expect(taken.map(({ settlements }) => settlements.length).filter((size) => size > 0)).toEqual([
      1, 2, 1, 2, 1, 2, 1, 2,
    ]);
    expect(bench.of("handed_off")).toHaveLength(12);
    expect(bench.of("store_lost")).toEqual([]);
    expect(await counts()).toMatchObject({ events: 12, errors: 0 });
  });

  it("is given up where the store does not take one event's, which is kept whole if it is small itself", async () => {
    const long = "0".repeat(40_000);
    await run(["0", "2", long, "0"], (handOff) => largeOutputs(handOff) > 1 || JSON.stringify(handOff).includes(long));
    expect(await passedOn()).toEqual(["0", "0"]);
    const [small, large] = await deadLetters();
    expect(small?.[FieldName.FAILED_EVENT]).toBe(JSON.stringify(resultFields("2")));
    expect(large?.[FieldName.FAILED_EVENT]?.length).toBeLessThan(10_000);
    expect([small, large].map((letter) => letter?.[FieldName.ERROR])).toEqual(
      Array.from({ length: 2 }, () => "BATCH_TOO_LARGE: it is too much at once."),
    );
    expect(await bench.pending("results")).toBe(0);
  });
});
