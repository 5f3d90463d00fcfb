import { decodeDeadLetter, FieldName } from "@handoff/contracts";
import { createRuntime, HandoffError, Producer, type ProducerContext, type RuntimeOptions } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memoryFixture } from "./adapters/memory/memory-fixture.js";
import type { StoreFixture } from "./conformance/fixture.js";
import { Bench, type Lab, labTopology, passOn, resultFields, review, Reviewer } from "./lab.js";
import { redisFixture } from "./redis-fixture.js";

const bytesOf = (fields: Readonly<Record<string, string>>): number =>
  Object.entries(fields)
    .flat()
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** A result whose fields have this many bytes. */
const resultOf = (bytes: number): Readonly<Record<string, string>> => {
  const fill = bytes - bytesOf(resultFields(""));
  // Two bytes a letter: a limit in characters would let it pass.
  return resultFields("é".repeat(Math.floor(fill / 2)) + "e".repeat(fill % 2));
};

class Analyser extends Producer<Lab, "Analyser"> {
  failure: unknown;

  override async produce(context: ProducerContext<Lab, "Analyser">): Promise<void> {
    const { [FieldName.DATA]: data } = review("x".repeat(5_000));
    const draft = { [FieldName.TYPE]: "result", [FieldName.DATA]: data } as const;
    this.failure = await context.publish("results", draft, "key").catch((error: unknown) => error);
  }
}

describe("an event over the size limit", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.stop());

  const add = async (fields: Readonly<Record<string, string>>, eventId: string): Promise<void> => {
    await bench.store.append({ stream: "results", fields, eventId });
  };
  const run = async (agent: Reviewer, options: Partial<RuntimeOptions> = {}): Promise<void> => {
    await bench.start([agent], { startFrom: "0", maxEventBytes: 4_096, ...options });
    await bench.clock.advance(60_000);
  };
  const deadLetters = async () => (await bench.read(labTopology.deadLetterStream)).map(decodeDeadLetter);

  it("is read to the last byte of the limit, and not one further", async () => {
    await add(resultOf(4_096), "within");
    await add(resultOf(4_097), "beyond");
    await run(new Reviewer((_event, _traceId, context) => context.publish("reviews", review("read"))));
    expect(await bench.samples("reviews")).toEqual(["read"]);
    expect(await deadLetters()).toMatchObject([
      {
        [FieldName.ERROR_CODE]: "EVENT_TOO_LARGE",
        [FieldName.RETRY_COUNT]: 0,
        [FieldName.ERROR]: expect.stringMatching(
          /^EVENT_TOO_LARGE: entry \S+ of results has 4097 bytes, more than maxEventBytes, 4096\./,
        ),
      },
    ]);
  });

  it("is not copied into its dead letter, which says where it lies, and the others go on", async () => {
    await add(resultOf(900_000), "huge");
    await bench.add("a");
    await run(new Reviewer(passOn));
    expect(await bench.samples("reviews")).toEqual(["a"]);
    const [letter] = await deadLetters();
    const [entry] = await bench.store.range({ stream: "results", from: "-", to: "+", count: 1 });
    expect(letter).toMatchObject({ [FieldName.SOURCE_STREAM]: "results", [FieldName.ENTRY_ID]: entry?.id });
    const kept = letter?.[FieldName.FAILED_EVENT] ?? "";
    expect(kept.length).toBeLessThan(4_096);
    // No object of fields: it cannot be taken for the event and replayed.
    expect(JSON.parse(kept)).toMatch(/^type=result data=.*…$/);
  });

  it("is kept whole as long as the limit allows it, whatever it fails of", async () => {
    await add(resultOf(50_000), "large");
    await run(new Reviewer(() => Promise.reject(new Error("down"))), { maxEventBytes: 65_536, limits: { retries: 0 } });
    const [letter] = await deadLetters();
    expect(JSON.parse(letter?.[FieldName.FAILED_EVENT] ?? "")).toEqual(resultOf(50_000));
  });

  it("is refused when an agent publishes it: the input is given up at once, and can be replayed", async () => {
    await bench.add("a");
    let attempts = 0;
    const verbose = new Reviewer((_event, _traceId, context) => {
      attempts++;
      context.publish("reviews", review("fine"));
      context.publish("reviews", review("x".repeat(5_000)));
    });
    await run(verbose);
    expect(attempts).toBe(1);
    expect(await bench.samples("reviews")).toEqual([]);
    const [letter] = await deadLetters();
    expect(letter).toMatchObject({
      [FieldName.ERROR_CODE]: "EVENT_TOO_LARGE",
      [FieldName.ERROR]: expect.stringContaining("an event of Reviewer for reviews has "),
    });
    expect(JSON.parse(letter?.[FieldName.FAILED_EVENT] ?? "")).toEqual(resultFields("a"));
  });

  it("is refused when a producer publishes it", async () => {
    const analyser = new Analyser(labTopology, "Analyser");
    await bench.start([analyser], { maxEventBytes: 4_096 });
    await bench.clock.advance(1_000);
    expect(analyser.failure).toBeInstanceOf(HandoffError);
    expect(analyser.failure).toMatchObject({ code: "EVENT_TOO_LARGE" });
    expect(await bench.read("results")).toEqual([]);
  });

  it.each([1_023, 268_435_457, 2_000.5, Number.NaN])("has no limit of %s", (maxEventBytes) => {
    const { store, states } = bench;
    expect(() => createRuntime({ topology: labTopology, agents: [], store, states, maxEventBytes })).toThrow(
      `OPTION_INVALID: maxEventBytes is ${maxEventBytes}. Give an integer from 1024 to 268435456.`,
    );
  });
});

describe.each([
  ["memory", memoryFixture],
  ["Redis", redisFixture],
] as const)("over %s", (_name, open: () => Promise<StoreFixture> | StoreFixture) => {
  let fixture: StoreFixture;
  beforeEach(async () => {
    fixture = await open();
  });
  afterEach(() => fixture.dispose());

  const run = async (agent: Reviewer, done: () => Promise<boolean>): Promise<void> => {
    const { store, states } = fixture;
    const runtime = createRuntime({ topology: labTopology, agents: [agent], store, states, startFrom: "0" });
    await runtime.start();
    await expect.poll(done, { timeout: 20_000 }).toBe(true);
    await runtime.stop();
  };
  const lengthOf = async (stream: string): Promise<number> => (await fixture.store.inspect([stream]))[0]?.length ?? 0;

  it("a handler publishes 10,000 events in one step", async () => {
    const samples = [...Array(10_000).keys()].map((count) => `S-${count}`);
    const prolific = new Reviewer((_event, _traceId, context) => {
      for (const sample of samples) context.publish("reviews", review(sample));
    });
    await fixture.store.append({ stream: "results", fields: resultFields("a"), eventId: "a" });
    const settled = async (): Promise<boolean> => {
      const [state] = await fixture.store.inspect(["results"]);
      return state?.groups.every(({ lag, pending }) => lag === 0 && pending === 0) === true;
    };
    await run(prolific, async () => (await settled()) && (await lengthOf("reviews")) > 0);
    const entries = await fixture.store.range({ stream: "reviews", from: "-", to: "+", count: 20_000 });
    const published = entries.map(({ fields }) => /S-\d+/.exec(fields[FieldName.DATA] ?? "")?.[0]);
    expect(published).toEqual(samples);
    expect(await lengthOf(labTopology.deadLetterStream)).toBe(0);
  });

  it("a foreign entry of 64 MiB is a dead letter, and what comes after it is processed", async () => {
    const fields = { ...resultFields("a"), [FieldName.DATA]: "x".repeat(64 * 1_024 * 1_024) };
    await fixture.foreign.append("results", Object.entries(fields));
    await fixture.store.append({ stream: "results", fields: resultFields("b"), eventId: "b" });
    await run(new Reviewer(passOn), async () => (await lengthOf("reviews")) === 1);
    const [letter] = await fixture.store.range({ stream: labTopology.deadLetterStream, from: "-", to: "+", count: 2 });
    expect(letter?.fields[FieldName.ERROR_CODE]).toBe("EVENT_TOO_LARGE");
    expect(letter?.fields[FieldName.FAILED_EVENT]?.length).toBeLessThan(10_000);
  });
});
