import { type EntryFields, FieldName } from "@handoff/contracts";
import { DeadLetterQueue, type RunnableAgent } from "@handoff/runtime";
import { Bench, labTopology, passOn, Reviewer } from "../lab.js";
import * as LabField from "../lab-field.js";

/** An agent that gives everything up until it is mended, and what it has done since. */
export class Fragile {
  broken = true;
  readonly done: { readonly sample: string; readonly eventId: string; readonly delivery: number }[] = [];
  readonly agent = new Reviewer((event, traceId, context) => {
    if (this.broken) throw new Error("assay offline");
    const sample = event[FieldName.DATA][LabField.SAMPLE];
    this.done.push({ sample, eventId: context.eventId, delivery: context.delivery });
    return passOn(event, traceId, context);
  });
}

/** A bench and the dead letters of its store. */
export class DeadLetterBench extends Bench {
  readonly queue = new DeadLetterQueue({ store: this.store, topology: labTopology, clock: this.clock });

  /** Runs an agent over these samples until there is a dead letter for each; yields the ids, oldest first. */
  async giveUp(agent: RunnableAgent, ...samples: readonly string[]): Promise<readonly string[]> {
    await this.start([agent], { limits: { retries: 0 } });
    await this.add(...samples);
    while (this.of("dead_lettered").length < samples.length) await this.clock.advance(100);
    return (await this.queue.list()).letters.map(({ id }) => id).reverse();
  }

  async fieldsOf(stream: string): Promise<readonly EntryFields[]> {
    return (await this.store.range({ stream, from: "-", to: "+", count: 1_000 })).map(({ fields }) => fields);
  }
}
