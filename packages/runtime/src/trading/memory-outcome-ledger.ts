import type { OutcomeCounts } from "./belief.js";
import type { Outcome, OutcomeLedger } from "./outcome-ledger.js";

/** Outcomes kept in process: they live as long as the run. */
export class MemoryOutcomeLedger implements OutcomeLedger {
  readonly #bySignalType = new Map<string, Map<string, Outcome>>();

  record(outcome: Outcome): Promise<boolean> {
    const { signalType, gradeId } = outcome;
    const outcomes = this.#bySignalType.get(signalType) ?? new Map<string, Outcome>();
    this.#bySignalType.set(signalType, outcomes);
    const isNew = !outcomes.has(gradeId);
    if (isNew) outcomes.set(gradeId, outcome);
    return Promise.resolve(isNew);
  }

  counts(signalType: string, asOf: number): Promise<OutcomeCounts> {
    const outcomes = [...(this.#bySignalType.get(signalType)?.values() ?? [])];
    const closed = outcomes.filter(({ closedAt }) => closedAt <= asOf);
    const wins = closed.filter(({ won }) => won).length;
    return Promise.resolve({ wins, losses: closed.length - wins });
  }
}
