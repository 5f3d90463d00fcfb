import type { Registry } from "../registry.js";
import type { SourceCode } from "./bindings.js";

/** What a rule does once it is known which registries the fixes of all rules need. */
type Report = (needed: readonly Registry[]) => void;

/** A rule's part in the round of a file. */
export interface ImportTurn {
  /** Hands in what the rule's fixes import. The reports are made when every rule of the file has done so. */
  done(imported: readonly Registry[], report: Report): void;
}

interface Round {
  readonly waiting: Set<string>;
  readonly imported: Registry[];
  readonly reports: Report[];
}

const rounds = new WeakMap<SourceCode["ast"], Round>();

/**
 * Has the rules of one file wait for one another before they report, so that whichever fix comes first brings the
 * imports of all. Fixes that each add an import to the same place exclude one another, and a host that makes one pass a
 * run would need a run more for each. Only rules that are turned on take part, so nothing is imported in vain; where
 * a comment turns rules off for some lines that is not certain, and each rule sees to its own.
 */
export function joinImportRound(rule: string, sourceCode: SourceCode): ImportTurn {
  const { ast } = sourceCode;
  const round = rounds.get(ast) ?? { waiting: new Set(), imported: [], reports: [] };
  rounds.set(ast, round);
  round.waiting.add(rule);
  return {
    done(imported, report) {
      const isShared = !sourceCode.getAllComments().some(({ value }) => TURNS_RULES_OFF.test(value));
      if (isShared) round.imported.push(...imported);
      round.reports.push(isShared ? report : () => report(imported));
      round.waiting.delete(rule);
      if (round.waiting.size > 0) return;
      rounds.delete(ast);
      for (const each of round.reports) each(round.imported);
    },
  };
}

const TURNS_RULES_OFF = /^\s*(?:eslint|oxlint)-disable/;
