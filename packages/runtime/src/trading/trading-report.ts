import { type EventEnvelope, Stream } from "@handoff/contracts";
import { beliefOf } from "./belief.js";
import { DEFAULT_RISK_LIMITS } from "./position-sizing.js";
import { TradingTally } from "./trading-tally.js";

/** What was learnt of one kind of signal by the end of a run. */
export interface Learnt {
  readonly signalType: string;
  readonly wins: number;
  readonly losses: number;
  /** Believed probability of profit: 0 to 1. */
  readonly winProbability: number;
  /** What a confidence of this kind is multiplied with. */
  readonly multiplier: number;
}

/** A run in figures. A mean of nothing is `null`. */
export interface TradingFigures {
  readonly signals: { readonly total: number; readonly byType: Readonly<Record<string, number>> };
  readonly decisions: { readonly buy: number; readonly sell: number; readonly hold: number };
  /** By the stream or the feed that the given-up came from. */
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Whether decisions, holds and given-up signals add up to the signals. */
  readonly accountedFor: boolean;
  readonly entries: { readonly total: number; readonly partial: number; readonly unfilled: number };
  readonly exits: { readonly total: number; readonly byReason: Readonly<Record<string, number>> };
  readonly openPositions: number;
  readonly slippageBps: number | null;
  /** In quote currency. */
  readonly fees: number;
  readonly executionGrades: {
    readonly total: number;
    readonly score: number | null;
    readonly shortfallBps: number | null;
  };
  readonly outcomeGrades: {
    readonly total: number;
    readonly won: number;
    readonly score: number | null;
    readonly realisedR: number | null;
    readonly brier: number | null;
  };
  readonly learnt: readonly Learnt[];
}

/** What came of a run, from its committed events: for a person ({@link lines}) and for a program ({@link toJSON}). */
export class TradingReport {
  readonly #tally = new TradingTally();
  readonly #rewardRisk: number;

  /** @param options `rewardRisk`: that of the risk limits of the run; the prior of what was learnt rests on it. */
  constructor({ rewardRisk = DEFAULT_RISK_LIMITS.rewardRisk }: { readonly rewardRisk?: number } = {}) {
    this.#rewardRisk = rewardRisk;
  }

  /** Takes a committed event of any of the four streams; each one once. */
  observe(event: EventEnvelope): void {
    this.#tally.count(event);
  }

  /** Takes note of an event or an input that was given up. `source` is the stream or the feed that it came from. */
  observeDeadLetter(source: string): void {
    this.#tally.deadLetters.add(source);
  }

  toJSON(): TradingFigures {
    const tally = this.#tally;
    const [buy, sell, hold] = [tally.actions.of("buy"), tally.actions.of("sell"), tally.actions.of("hold")];
    const given = tally.deadLetters;
    return {
      signals: { total: tally.signals.total, byType: tally.signals.toJSON() },
      decisions: { buy, sell, hold },
      deadLetters: given.toJSON(),
      accountedFor: buy + sell + hold + given.of(Stream.SIGNALS) === tally.signals.total,
      entries: {
        total: tally.entries,
        partial: tally.partialEntries,
        unfilled: buy + sell - given.of(Stream.DECISIONS) - tally.entries,
      },
      exits: { total: tally.exits.total, byReason: tally.exits.toJSON() },
      openPositions: tally.entries - tally.exits.total,
      slippageBps: tally.slippageBps.value,
      fees: tally.fees,
      executionGrades: {
        total: tally.executionGrades,
        score: tally.executionScore.value,
        shortfallBps: tally.shortfallBps.value,
      },
      outcomeGrades: {
        total: tally.outcomesWon + tally.outcomesLost,
        won: tally.outcomesWon,
        score: tally.outcomeScore.value,
        realisedR: tally.realisedR.value,
        brier: tally.brier.value,
      },
      learnt: this.#learnt(),
    };
  }

  lines(): string[] {
    const figures = this.toJSON();
    const { signals, decisions, entries, exits, executionGrades: fills, outcomeGrades: outcomes } = figures;
    const { [Stream.SIGNALS]: lost = 0, ...otherDeadLetters } = figures.deadLetters;
    const decided = decisions.buy + decisions.sell;
    const sum = `${String(decided)} decisions + ${String(decisions.hold)} holds + ${String(lost)} dead letters`;
    return [
      line("signals", whole(signals.total), listed(signals.byType)),
      line("decisions", whole(decided), listed({ buy: decisions.buy, sell: decisions.sell })),
      line("holds", whole(decisions.hold), ""),
      line("accounting", figures.accountedFor ? "ok" : "OPEN", `${sum} = ${String(signals.total)} signals`),
      line("given up", whole(total(figures.deadLetters)), listed({ signals: lost, ...otherDeadLetters })),
      line("entries", whole(entries.total), listed({ partial: entries.partial, unfilled: entries.unfilled })),
      line("exits", whole(exits.total), listed(exits.byReason)),
      line("still open", whole(figures.openPositions), ""),
      line("slippage", decimals(figures.slippageBps, 2), "bp mean, positive is a cost"),
      line("fees", decimals(figures.fees, 2), "in quote currency"),
      line(
        "execution grades",
        whole(fills.total),
        `score ${decimals(fills.score, 2)} of 1, ${decimals(fills.shortfallBps, 2)} bp shortfall (means)`,
      ),
      line(
        "outcome grades",
        whole(outcomes.total),
        `${whole(outcomes.won)} won, ${signed(outcomes.realisedR)} R, Brier ${decimals(outcomes.brier, 3)} (means)`,
      ),
      ...figures.learnt.map(learntLine),
    ];
  }

  #learnt(): readonly Learnt[] {
    const tally = this.#tally;
    const signalTypes = Object.keys({ ...tally.wins.toJSON(), ...tally.losses.toJSON() }).sort();
    return signalTypes.map((signalType) => {
      const counts = { wins: tally.wins.of(signalType), losses: tally.losses.of(signalType) };
      return { signalType, ...counts, ...beliefOf(counts, this.#rewardRisk) };
    });
  }
}

const LABEL_WIDTH = 18;
const VALUE_WIDTH = 9;

function line(label: string, value: string, detail: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${value.padStart(VALUE_WIDTH)}  ${detail}`.trimEnd();
}

function learntLine({ signalType, wins, losses, winProbability, multiplier }: Learnt): string {
  const outcomes = `won ${whole(wins)} of ${whole(wins + losses)}`;
  return line(`  ${signalType}`, `× ${multiplier.toFixed(2)}`, `${outcomes}, believed ${winProbability.toFixed(3)}`);
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${whole(count)}`)
    .join(", ");
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Grouped by thousands, without asking the machine for its locale. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

function whole(count: number): string {
  return grouped(String(count));
}

function decimals(value: number | null, places: number): string {
  if (value === null) return "-";
  const [integer = "", fraction = ""] = value.toFixed(places).split(".");
  return `${grouped(integer)}.${fraction}`;
}

function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${decimals(value, 2)}` : decimals(value, 2);
}
