import { FieldName } from "@handoff/contracts";
import { type Append, HandoffError, Producer, type ProducerContext } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as LabField from "./lab-field.js";
import { Bench, type Lab, labTopology, passOn, Reviewer, unreliable } from "./lab.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

/** The producing agent with the work of a test. */
class Analyser extends Producer<Lab, "Analyser"> {
  readonly #work: (context: ProducerContext<Lab, "Analyser">) => Promise<void>;

  constructor(work: (context: ProducerContext<Lab, "Analyser">) => Promise<void>) {
    super(labTopology, "Analyser");
    this.#work = work;
  }

  override produce(context: ProducerContext<Lab, "Analyser">): Promise<void> {
    return this.#work(context);
  }
}

const measured = (sample: string) =>
  ({ [FieldName.TYPE]: "result", [FieldName.DATA]: { [LabField.SAMPLE]: sample, [LabField.LEVEL]: 5 } }) as const;

describe("a producer", () => {
  it("starts a chain: a new trace id, no parent, a stable event id", async () => {
    await bench.start([
      new Analyser(async (context) => {
        await context.publish("results", measured("s1"), "s1");
      }),
    ]);
    await bench.clock.advance(10);
    const [fields] = await bench.read("results");
    expect(fields).toMatchObject({ [FieldName.SOURCE_AGENT]: "Analyser" });
    expect(fields).not.toHaveProperty(FieldName.PARENT_TRACE_ID);
    const hop = await bench.store.hop(fields?.[FieldName.TRACE_ID] ?? "");
    expect(hop).toMatchObject({ agent: "Analyser", outcome: "published", outputs: [{ stream: "results" }] });
  });

  it("is named in what it logs", async () => {
    await bench.start([
      new Analyser(({ log }) => {
        log("info", "feed opened", { feed: "a" });
        return Promise.resolve();
      }),
    ]);
    await bench.clock.advance(10);
    expect(bench.lines).toContainEqual({
      level: "info",
      message: "feed opened",
      fields: { agent: "Analyser", feed: "a" },
    });
  });

  it("publishes the same key once, also after a restart", async () => {
    const publishing = async (context: ProducerContext<Lab, "Analyser">): Promise<void> => {
      await context.publish("results", measured("s1"), "s1");
    };
    await bench.start([new Analyser(publishing)]);
    await bench.clock.advance(10);
    await bench.start([new Analyser(publishing)]);
    await bench.clock.advance(10);
    expect(await bench.samples("results")).toEqual(["s1"]);
    expect(bench.of("duplicate")).toMatchObject([{ agent: "Analyser", stream: "results" }]);
    expect(await bench.states.get("Analyser")).toMatchObject({ events: 1 });
  });

  it("knows its own append when the reply was lost and it had to be repeated", async () => {
    let lost = 1;
    const store = new Proxy(bench.store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name !== "append") return typeof value === "function" ? (value.bind(target) as unknown) : value;
        return async (append: Append) => {
          const appended = await target.append(append);
          if (lost-- > 0) throw new Error("the reply was lost");
          return appended;
        };
      },
    });
    const publishing = new Analyser(async (context) => {
      await context.publish("results", measured("s1"), "s1");
    });
    await bench.start([publishing], { store });
    await bench.clock.advance(1_000);
    expect(await bench.samples("results")).toEqual(["s1"]);
    expect(bench.of("published")).toHaveLength(1);
    expect(bench.of("duplicate")).toEqual([]);
  });

  it("hands what it cannot use to the dead letters, once a key", async () => {
    const rejected = {
      key: "tube 7",
      input: { [LabField.SAMPLE]: "s7" },
      source: "analyser_feed",
      position: "7",
      cause: new HandoffError("INPUT_MALFORMED", "the tube has no barcode"),
    };
    await bench.start([
      new Analyser(async (context) => {
        await context.reject(rejected);
        await context.reject(rejected);
      }),
    ]);
    await bench.clock.advance(10);
    expect(await bench.read("dlq_events")).toMatchObject([
      {
        [FieldName.FAILED_EVENT]: '{"sample":"s7"}',
        [FieldName.ERROR_CODE]: "INPUT_MALFORMED",
        [FieldName.SOURCE_STREAM]: "analyser_feed",
        [FieldName.ENTRY_ID]: "7",
        [FieldName.AGENT]: "Analyser",
        [FieldName.RETRY_COUNT]: "0",
      },
    ]);
  });

  it("learns when everything it published has gone through the chain, retries included", async () => {
    const order: string[] = [];
    let failures = 2;
    await bench.start([
      new Analyser(async (context) => {
        await context.publish("results", measured("s1"), "s1");
        await context.settled();
        order.push("settled");
      }),
      new Reviewer((event, traceId, context) => {
        if (failures-- > 0) throw new Error("not yet");
        order.push("reviewed");
        return passOn(event, traceId, context);
      }),
    ]);
    await bench.clock.advance(500);
    expect(order).toEqual(["reviewed"]);
    // The archive does not run here, so its group still lags.
    const archive = { stream: "reviews", group: "archiving_agents", consumer: "elsewhere" };
    const [delivery] = await bench.store.read({ ...archive, count: 1, blockMs: 0 });
    const hop = { traceId: "archived", agent: "Archive", outcome: "handed_off", at: 0 } as const;
    await bench.store.handOff({ ...archive, settlements: [{ entryId: delivery?.id ?? "", outputs: [], hop }] });
    await bench.clock.advance(50);
    expect(order).toEqual(["reviewed", "settled"]);
  });

  it("is completed once a store that was lost at the end answers again", async () => {
    const outage = { down: true };
    const store = unreliable(bench.store, "inspect", outage);
    const runtime = await bench.start([new Analyser(() => Promise.resolve())], { store });
    let completed = false;
    const completion = runtime.completed().then(() => {
      completed = true;
    });
    await bench.clock.advance(5_000);
    expect(completed).toBe(false);
    outage.down = false;
    await bench.clock.run(completion);
    expect(bench.of("store_lost")).toHaveLength(1);
  });

  it("fails the run with what it throws", async () => {
    const runtime = await bench.start([new Analyser(() => Promise.reject(new Error("feed gone")))]);
    await expect(runtime.completed()).rejects.toThrow("feed gone");
  });

  it("is told to stop", async () => {
    const runtime = await bench.start([
      new Analyser(async (context) => {
        for (let index = 0; !context.signal.aborted; index++) {
          await context.publish("results", measured(String(index)), String(index));
          await bench.clock.sleep(10, context.signal);
        }
      }),
    ]);
    await bench.clock.advance(95);
    await bench.clock.run(runtime.stop());
    expect(await bench.samples("results")).toHaveLength(10);
  });
});
