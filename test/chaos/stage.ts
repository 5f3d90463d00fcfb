import { mkdir, writeFile } from "node:fs/promises";
import { checkHistory, outcomesDue } from "./checker.js";
import { type Breach, BreachKind, type History } from "./history.js";

/** What a stage came to; the table of the documentation is made of these. */
export interface StageResult {
  /** What was done, as a row of the table says it. */
  readonly stage: string;
  /** Outcomes that had to come out right: entries times the groups that read them. */
  readonly outcomes: number;
  readonly lost: number;
  readonly twice: number;
  /** Everything else that the checker knows. */
  readonly otherBreaches: number;
  readonly seconds: number;
  /** What else was counted, by its name. */
  readonly counts: Readonly<Record<string, number>>;
}

const LOST: ReadonlySet<BreachKind> = new Set([BreachKind.LOST, BreachKind.TORN, BreachKind.TRIMMED_UNSETTLED]);
const TWICE: ReadonlySet<BreachKind> = new Set([
  BreachKind.TWICE,
  BreachKind.TWO_OUTCOMES,
  BreachKind.GIVEN_UP_TWICE,
  BreachKind.APPENDED_TWICE,
]);

/** What is wrong with some histories, counted. */
export interface Verdict {
  readonly outcomes: number;
  readonly lost: number;
  readonly twice: number;
  readonly otherBreaches: number;
  /** The first breaches, for whoever has to find out. */
  readonly breaches: readonly Breach[];
}

export const NOTHING: Verdict = { outcomes: 0, lost: 0, twice: 0, otherBreaches: 0, breaches: [] };

export function judge(history: History): Verdict {
  const breaches = checkHistory(history);
  const lost = breaches.filter(({ kind }) => LOST.has(kind)).length;
  const twice = breaches.filter(({ kind }) => TWICE.has(kind)).length;
  return {
    outcomes: outcomesDue(history),
    lost,
    twice,
    otherBreaches: breaches.length - lost - twice,
    breaches: breaches.slice(0, 5),
  };
}

export function together(one: Verdict, other: Verdict): Verdict {
  return {
    outcomes: one.outcomes + other.outcomes,
    lost: one.lost + other.lost,
    twice: one.twice + other.twice,
    otherBreaches: one.otherBreaches + other.otherBreaches,
    breaches: [...one.breaches, ...other.breaches].slice(0, 5),
  };
}

/** What a stage found. */
export interface Finding {
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs a stage and takes its time. */
export async function measured(
  stage: string,
  run: () => Promise<Finding>,
): Promise<{ readonly result: StageResult; readonly breaches: readonly Breach[] }> {
  const from = performance.now();
  const { verdict, counts } = await run();
  const { breaches, ...figures } = verdict;
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  return { result: { stage, ...figures, seconds, counts }, breaches };
}

/** Keeps the result for the documentation: `npm run docs` makes a table of it. */
export async function keep(name: string, result: StageResult): Promise<void> {
  const folder = new URL("results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
}
