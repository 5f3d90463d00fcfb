import { defineEvent, defineTopology, FieldName, type InputOf } from "@handoff/contracts";
import { Agent, DeadLetterQueue, type WorkContext } from "@handoff/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { Bench, TRACE } from "../lab.js";
import * as LabField from "../lab-field.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

/** Two agents that read the same stream, each for itself. */
const shared = defineTopology({
  streams: {
    results: [
      defineEvent({
        type: "result",
        description: "A sample was measured.",
        fields: LabField,
        data: z.object({ [LabField.SAMPLE]: z.string(), [LabField.LEVEL]: z.number() }),
      }),
    ],
  },
  agents: {
    Reviewer: { consumes: "results", group: "reviewing_agents", publishes: [] },
    Auditor: { consumes: "results", group: "auditing_agents", publishes: [] },
  },
});
type Shared = typeof shared;

class Reader<A extends "Reviewer" | "Auditor"> extends Agent<Shared, A> {
  readonly seen: string[] = [];
  failing = false;

  override doWork(event: InputOf<Shared, A>, _traceId: string, _context: WorkContext<Shared, A>): void {
    if (this.failing) throw new Error("assay offline");
    this.seen.push(event[FieldName.DATA][LabField.SAMPLE]);
  }
}

describe("a stream that several groups read", () => {
  it("is processed again by the group that gave an event up, and by no other", async () => {
    const reviewer = new Reader(shared, "Reviewer");
    const auditor = new Reader(shared, "Auditor");
    reviewer.failing = true;
    const runtime = await bench.start([reviewer, auditor], { topology: shared, limits: { retries: 0 } });
    await bench.add("S-1");
    await bench.clock.advance(1_000);
    reviewer.failing = false;
    const letters = new DeadLetterQueue({ store: bench.store, topology: shared, clock: bench.clock });
    const [letter] = (await letters.list()).letters;
    await letters.replay(letter?.id ?? "");
    await bench.clock.run(runtime.stop());
    await bench.start([reviewer, auditor], { topology: shared });
    await bench.clock.advance(1_000);
    expect([reviewer.seen, auditor.seen]).toEqual([["S-1"], ["S-1"]]);
    expect(await bench.pending("results")).toBe(0);
    expect(bench.of("passed_over")).toMatchObject([{ agent: "Auditor" }]);
    const hops = await Promise.all((await bench.store.children(TRACE)).map((traceId) => bench.store.hop(traceId)));
    expect(hops.map((hop) => `${String(hop?.agent)} ${String(hop?.outcome)}`).toSorted()).toEqual([
      "Auditor handed_off",
      "Auditor passed_over",
      "Reviewer dead_letter",
      "Reviewer handed_off",
    ]);
  });
});
