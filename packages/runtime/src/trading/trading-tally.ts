import {
  type EventEnvelope,
  FieldName,
  type Grade,
  type GradeData,
  type TradeExecution,
  type TradeExecutionData,
  type TradingDecision,
  type TradingDecisionData,
  type TradingSignal,
} from "@handoff/contracts";

/** Sum and count of a figure. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  /** `null` where there was nothing to take the mean of: it must survive JSON. */
  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/** Counts per name, in the order of the names. */
class Counts {
  readonly #byName = new Map<string, number>();

  add(name: string): void {
    this.#byName.set(name, this.of(name) + 1);
  }

  of(name: string): number {
    return this.#byName.get(name) ?? 0;
  }

  get total(): number {
    return [...this.#byName.values()].reduce((sum, count) => sum + count, 0);
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Counts what the committed events of a run say. Each event must be given once. */
export class TradingTally {
  readonly signals = new Counts();
  /** By action: buy, sell, hold. */
  readonly actions = new Counts();
  /** By the stream or the feed that the given-up came from. */
  readonly deadLetters = new Counts();
  readonly exits = new Counts();
  readonly wins = new Counts();
  readonly losses = new Counts();
  readonly slippageBps = new Mean();
  readonly executionScore = new Mean();
  readonly shortfallBps = new Mean();
  readonly outcomeScore = new Mean();
  readonly realisedR = new Mean();
  readonly brier = new Mean();
  entries = 0;
  partialEntries = 0;
  executionGrades = 0;
  outcomesWon = 0;
  outcomesLost = 0;
  /** In quote currency. */
  fees = 0;

  /** Counts an event; events of other protocols are not counted. */
  count(event: EventEnvelope): void {
    const known = event as TradingSignal | TradingDecision | TradeExecution | Grade;
    switch (known[FieldName.TYPE]) {
      case "trading_signal":
        this.signals.add(known[FieldName.DATA][FieldName.SIGNAL_TYPE]);
        return;
      case "trading_decision":
        this.#countDecision(known[FieldName.DATA]);
        return;
      case "trade_execution":
        this.#countExecution(known[FieldName.DATA]);
        return;
      case "grade":
        this.#countGrade(known[FieldName.DATA]);
        return;
      default:
        return known satisfies never;
    }
  }

  #countDecision(data: TradingDecisionData): void {
    this.actions.add(data[FieldName.ACTION]);
  }

  #countExecution(data: TradeExecutionData): void {
    const { [FieldName.QUANTITY]: quantity, [FieldName.EXIT_REASON]: exitReason } = data;
    this.slippageBps.add(data[FieldName.SLIPPAGE_BPS]);
    this.fees += data[FieldName.BROKER_FEES];
    if (data[FieldName.EXECUTION_TYPE] === "exit") {
      this.exits.add(exitReason ?? "unknown");
      return;
    }
    this.entries++;
    if (quantity < (data[FieldName.REQUESTED_QUANTITY] ?? quantity)) this.partialEntries++;
  }

  #countGrade(data: GradeData): void {
    if (data[FieldName.GRADE_TYPE] === "execution") {
      this.executionGrades++;
      this.executionScore.add(data[FieldName.SCORE]);
      this.shortfallBps.add(data[FieldName.IMPLEMENTATION_SHORTFALL_BPS]);
      return;
    }
    const { [FieldName.SIGNAL_TYPE]: signalType, [FieldName.BRIER_SCORE]: brier, [FieldName.WON]: won } = data;
    this.outcomeScore.add(data[FieldName.SCORE]);
    this.realisedR.add(data[FieldName.REALISED_R]);
    if (brier !== undefined) this.brier.add(brier);
    if (won) this.outcomesWon++;
    else this.outcomesLost++;
    if (signalType !== undefined) (won ? this.wins : this.losses).add(signalType);
  }
}
