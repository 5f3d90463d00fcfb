import type { Topology } from "../topology.js";
import type { FieldUsage, Unseen, Usage, UsageFinding } from "./usage.js";

/** The whole as Markdown: a table an event, the picture, the findings, and what cannot be seen. */
export function usageMarkdown(usage: Usage, topology: Topology): string {
  const { fields, findings, unseen, elsewhere } = usage;
  const events = [...new Set(fields.map(({ event }) => event))];
  return [
    "# Who writes and reads what",
    "",
    usagePicture(usage, topology),
    "",
    ...events.flatMap((event) => [
      `## \`${event}\``,
      "",
      "| field | written by | read by |",
      "| --- | --- | --- |",
      ...fields.filter((field) => field.event === event).map(row),
      "",
    ]),
    ...(elsewhere.length === 0
      ? []
      : [`Not in this project, so that they may write and read everything of theirs: ${elsewhere.join(", ")}.`, ""]),
    "## Findings",
    "",
    ...(findings.length === 0 ? ["None."] : findings.map((finding) => `- ${findingLine(inFiles(finding))}`)),
    "",
    "## What cannot be seen",
    "",
    ...(unseen.length === 0 ? ["Nothing."] : [...new Set(unseen.map((each) => `- ${unseenLine(inFile(each))}`))]),
    "",
  ].join("\n");
}

/** From whom to whom each field goes, as a Mermaid picture. */
export function usagePicture({ fields }: Usage, { agents }: Topology): string {
  const lines = ["```mermaid", "flowchart LR"];
  for (const event of new Set(fields.map((field) => field.event))) {
    const own = fields.filter((field) => field.event === event);
    for (const writer of Object.keys(agents)) {
      for (const reader of Object.keys(agents)) {
        const passed = own.filter(({ writers, readers }) => writers.includes(writer) && readers.includes(reader));
        if (passed.length === 0) continue;
        lines.push(`  ${writer} -- "${event}: ${passed.map(({ path }) => path).join(", ")}" --> ${reader}`);
      }
    }
  }
  return [...lines, "```"].join("\n");
}

/** A finding in one line, places at its end. */
export function findingLine({ rule, severity, subject, what, remedy, places }: UsageFinding): string {
  const where = places.length === 0 ? "" : ` (${places.join(", ")})`;
  return `${severity} ${rule} ${subject}: ${what} ${remedy}${where}`;
}

export function unseenLine({ kind, agents, event, paths, place }: Unseen): string {
  const [from, to] = kind === "escaped" ? [event, "code that does not say what it reads"] : ["an unknown value", event];
  return `${place}: ${from} goes into ${to}${agents.length === 0 ? "" : `, in ${agents.join(", ")}`}: ${paths.join(", ")}`;
}

/** A page that is committed is not to change with every line of code. */
function inFiles<T extends { readonly places: readonly string[] }>(finding: T): T {
  return { ...finding, places: [...new Set(finding.places.map(fileOf))] };
}

function inFile<T extends { readonly place: string }>(unseen: T): T {
  return { ...unseen, place: fileOf(unseen.place) };
}

function fileOf(place: string): string {
  return place.replace(/:\d+$/, "");
}

function row(field: FieldUsage): string {
  const { path, optional, writers, perhapsWriters, readers, perhapsReaders } = field;
  const name = `\`${path}\`${optional ? " (optional)" : ""}`;
  return `| ${name} | ${people(writers, perhapsWriters)} | ${people(readers, perhapsReaders)} |`;
}

/** Those of whom it is not certain with a question mark. */
export function people(certain: readonly string[], perhaps: readonly string[]): string {
  const name = (agent: string): string => (agent === "" ? "others" : agent);
  return [...certain.map(name), ...perhaps.map((agent) => `${name(agent)}?`)].join(", ");
}
