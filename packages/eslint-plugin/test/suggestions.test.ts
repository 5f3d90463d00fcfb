import plugin from "@handoff/eslint-plugin";
import type { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { corpus } from "./labels.js";
import { findings } from "./lint.js";

/** What code with a suggestion in it must not break besides our own rules: names that are free, and known. */
const NAMES: Linter.RulesRecord = {
  "no-redeclare": "error",
  "no-shadow": "error",
  "no-undef": "error",
  "no-use-before-define": "error",
};
const GLOBALS = { console: "readonly", crypto: "readonly" } as const;
const CASES = corpus();
const PATH_RULES = /require-trace-handoff|require-agent-state|no-swallowed-event/;

/** Findings that a suggestion may well bring to light. */
const BROUGHT_TO_LIGHT: readonly RegExp[] = [
  // A key that is not registered is spelt as the member it is to become.
  /^handoff\/no-raw-string-key unknownMember /,
];

function lint(text: string, filename: string): readonly string[] {
  const rules: Linter.RulesRecord = Object.assign({}, plugin.configs.strict.rules, NAMES);
  const found = findings(text, { filename, rules, globals: GLOBALS });
  return found.map((message) => labelOf(message, text));
}

/** A finding by what it says of which text, wherever that has moved to. */
function labelOf({ ruleId, messageId, message, line, column, endLine, endColumn }: Linter.LintMessage, text: string) {
  const first = text.split("\n")[line - 1] ?? "";
  const place = first.slice(column - 1, endLine === line && endColumn !== undefined ? endColumn - 1 : undefined);
  return `${ruleId ?? message} ${messageId ?? message} ${place}`;
}

function apply({ fix }: Linter.LintSuggestion, text: string): string {
  return text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
}

function count(labels: readonly string[], label: string): number {
  return labels.filter((each) => each === label).length;
}

/** What is wrong with a suggestion once it has been applied. */
function faultsOf(
  suggestion: Linter.LintSuggestion,
  message: Linter.LintMessage,
  given: { text: string; name: string },
) {
  const applied = apply(suggestion, given.text);
  const before = lint(given.text, given.name);
  const after = lint(applied, given.name);
  const label = labelOf(message, given.text);
  // A file that imports the registry takes part in the protocol from then on, with all that is in it.
  const isJoining = takesPart(applied) && !takesPart(given.text);
  const joined = isJoining ? lint(`import "@handoff/contracts"; ${given.text}`, given.name) : before;
  const isGone = count(after, label) < count(joined, label);
  const expected = [...BROUGHT_TO_LIGHT, ...(isJoining ? [/^handoff\//] : [])];
  return [
    ...(isGone || isJoining ? [] : [`still there: ${label}`]),
    ...[...new Set(after)]
      .filter((each) => isFresh(each, { before, after }) && !expected.some((light) => light.test(each)))
      .map((each) => `new: ${each}`),
  ];
}

/** Whether a finding was not there before; a name that is unknown elsewhere as well may be used again. */
function isFresh(label: string, { before, after }: { before: readonly string[]; after: readonly string[] }): boolean {
  return label.startsWith("handoff/") ? count(after, label) > count(before, label) : !before.includes(label);
}

function takesPart(text: string): boolean {
  return text.includes('from "@handoff/');
}

describe("a suggestion that is applied", () => {
  it.each(CASES)("in $name mends what it was offered for, and breaks nothing", ({ name, text }) => {
    const faults = findings(text, { filename: name }).flatMap((message) =>
      (message.suggestions ?? []).flatMap((suggestion) =>
        faultsOf(suggestion, message, { text, name }).map((fault) => `line ${message.line}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it("is there for each message that one can be written for", () => {
    const offered = CASES.flatMap(({ name, text }) => findings(text, { filename: name }))
      .filter(({ ruleId, suggestions }) => PATH_RULES.test(ruleId ?? "") && (suggestions?.length ?? 0) > 0)
      .map(({ messageId }) => messageId);
    expect([...new Set(offered)].sort()).toEqual([
      "continuedTrace",
      "missingHandoff",
      "missingHeartbeat",
      "missingRecord",
      "missingState",
      "publishBeforeLog",
      "publishBeforeMint",
      "publishBeforeRead",
      "publishIncomingTrace",
      "publishWithoutTrace",
      "rawTraceKey",
      "sharedMint",
      "swallowedEvent",
      "workWithoutTrace",
    ]);
  });
});

describe("the check of suggestions", () => {
  const text = `import { FieldName } from "@handoff/contracts";
export async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  await doWork(event, incoming);
}`;
  const [message] = findings(text);
  const at = (wanted: string): [number, number] => [text.indexOf(wanted), text.indexOf(wanted) + wanted.length];

  it.each([
    { name: "that changes nothing", fix: { range: at("incoming"), text: "incoming" }, fault: /^still there: / },
    { name: "that does not parse", fix: { range: at("const"), text: "const const" }, fault: /^new: Parsing error/ },
    { name: "whose name is unknown", fix: { range: at("event["), text: "envelope[" }, fault: /^new: no-undef/ },
    {
      name: "whose name is taken",
      fix: { range: at("await"), text: "const event = 1; await" },
      fault: /^new: no-redec/,
    },
  ])("refuses one $name", ({ fix, fault }) => {
    if (message === undefined) throw new Error("Nothing was found.");
    const suggestion = { desc: "", fix };
    const faults = faultsOf(suggestion, message, { text, name: "file.ts" });
    expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});
