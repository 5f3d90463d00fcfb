import { expect } from "vitest";
import type { Outcome, OutcomeLedger } from "../../src/trading/outcome-ledger.js";

const won = (gradeId: string, closedAt: number, signalType = "momentum_buy"): Outcome => {
  return { signalType, gradeId, won: true, closedAt };
};
const lost = (gradeId: string, closedAt: number, signalType = "momentum_buy"): Outcome => {
  return { ...won(gradeId, closedAt, signalType), won: false };
};

/** What makes a ledger an OutcomeLedger, sentence by sentence. */
export const outcomeLedgerChecks: Readonly<Record<string, (ledger: OutcomeLedger) => Promise<void>>> = {
  "an empty ledger knows of nothing": async (ledger) => {
    expect(await ledger.counts("momentum_buy", Number.MAX_SAFE_INTEGER)).toEqual({ wins: 0, losses: 0 });
  },

  "wins and losses are counted apart": async (ledger) => {
    for (const outcome of [won("a", 1), lost("b", 2), won("c", 3)]) await ledger.record(outcome);
    expect(await ledger.counts("momentum_buy", 10)).toEqual({ wins: 2, losses: 1 });
  },

  "kinds of signal are counted apart": async (ledger) => {
    await ledger.record(won("a", 1, "momentum_buy"));
    await ledger.record(lost("b", 1, "reversion_buy"));
    expect(await ledger.counts("momentum_buy", 10)).toEqual({ wins: 1, losses: 0 });
    expect(await ledger.counts("reversion_buy", 10)).toEqual({ wins: 0, losses: 1 });
  },

  "a grade counts once": async (ledger) => {
    expect(await ledger.record(won("a", 1))).toBe(true);
    expect(await ledger.record(won("a", 1))).toBe(false);
    expect(await ledger.counts("momentum_buy", 10)).toEqual({ wins: 1, losses: 0 });
  },

  "a grade that comes again with another outcome does not count": async (ledger) => {
    await ledger.record(won("a", 5));
    expect(await ledger.record(lost("a", 1))).toBe(false);
    expect(await ledger.counts("momentum_buy", 10)).toEqual({ wins: 1, losses: 0 });
    expect(await ledger.record(won("a", 1))).toBe(false);
    expect(await ledger.counts("momentum_buy", 4)).toEqual({ wins: 0, losses: 0 });
  },

  "a grade that is recorded many times at once counts once": async (ledger) => {
    const news = await Promise.all(Array.from({ length: 20 }, () => ledger.record(won("a", 1))));
    expect(news.filter(Boolean)).toHaveLength(1);
    expect(await ledger.counts("momentum_buy", 10)).toEqual({ wins: 1, losses: 0 });
  },

  "an outcome counts from the moment of its close on, not before": async (ledger) => {
    const close = Date.UTC(2026, 0, 5);
    await ledger.record(won("a", close));
    expect(await ledger.counts("momentum_buy", close - 1)).toEqual({ wins: 0, losses: 0 });
    expect(await ledger.counts("momentum_buy", close)).toEqual({ wins: 1, losses: 0 });
  },

  "the order of recording does not matter": async (ledger) => {
    await ledger.record(lost("late", 9));
    await ledger.record(won("early", 1));
    expect(await ledger.counts("momentum_buy", 5)).toEqual({ wins: 1, losses: 0 });
  },

  "a kind of signal may have any name": async (ledger) => {
    for (const name of ["a:wins", "a", "{b}", "__proto__", " "]) await ledger.record(won("x", 1, name));
    expect(await ledger.counts("a", 10)).toEqual({ wins: 1, losses: 0 });
    expect(await ledger.counts("__proto__", 10)).toEqual({ wins: 1, losses: 0 });
    expect(await ledger.counts("{b}", 10)).toEqual({ wins: 1, losses: 0 });
  },
};
