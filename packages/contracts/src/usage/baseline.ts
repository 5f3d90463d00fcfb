import { readFile, writeFile } from "node:fs/promises";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import { subjectOf } from "./findings.js";
import type { Usage } from "./usage.js";

const FORMAT = 1;

/** What was agreed on: who writes and reads what, and which findings are known. To be committed. */
export interface UsageBaseline {
  readonly format: typeof FORMAT;
  readonly fields: Readonly<
    Record<string, { readonly writers: readonly string[]; readonly readers: readonly string[] }>
  >;
  /** `rule subject`. */
  readonly findings: readonly string[];
}

export function baselineOf({ fields, findings }: Usage): UsageBaseline {
  return {
    format: FORMAT,
    fields: Object.fromEntries(
      fields.map((field) => [
        subjectOf(field),
        {
          writers: [...field.writers, ...field.perhapsWriters.map(perhaps)],
          readers: [...field.readers, ...field.perhapsReaders.map(perhaps)],
        },
      ]),
    ),
    findings: findings.map(({ rule, subject }) => `${rule} ${subject}`),
  };
}

/** What has changed, a sentence each. */
export function changesSince(known: UsageBaseline, now: UsageBaseline): readonly string[] {
  const subjects = new Set([...Object.keys(known.fields), ...Object.keys(now.fields)]);
  const changes = [...subjects].flatMap((subject) => {
    const [before, after] = [known.fields[subject], now.fields[subject]];
    if (after === undefined) return [`${subject} is gone.`];
    if (before === undefined) return [`${subject} is new.`];
    return [
      ...difference(before.writers, after.writers).map(
        (agent) => `${subject} is no longer written by ${named(agent)}.`,
      ),
      ...difference(after.writers, before.writers).map((agent) => `${subject} is now written by ${named(agent)}.`),
      ...difference(before.readers, after.readers).map((agent) => `${subject} is no longer read by ${named(agent)}.`),
      ...difference(after.readers, before.readers).map((agent) => `${subject} is now read by ${named(agent)}.`),
    ];
  });
  return [
    ...changes,
    ...difference(now.findings, known.findings).map((finding) => `New finding: ${finding}.`),
    ...difference(known.findings, now.findings).map((finding) => `No finding any more: ${finding}.`),
  ];
}

/** @throws {ToolError} `BASELINE_UNREADABLE`. */
export async function readBaseline(path: string): Promise<UsageBaseline> {
  try {
    const found = JSON.parse(await readFile(path, "utf8")) as Partial<UsageBaseline> | null;
    if (found?.format === FORMAT && found.fields !== undefined && Array.isArray(found.findings)) {
      return found as UsageBaseline;
    }
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  throw unreadable(path, "It has no format, fields and findings that are known here");
}

/** @throws {ToolError} `FILE_UNWRITABLE`. */
export async function writeBaseline(path: string, baseline: UsageBaseline): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    throw new ToolError(
      {
        code: ToolErrorCode.FILE_UNWRITABLE,
        place: path,
        what: `${error instanceof Error ? error.message : String(error)}.`,
        remedy: "Give a path in a folder that exists and can be written to.",
      },
      { cause: error },
    );
  }
}

function unreadable(path: string, why: string): ToolError {
  return new ToolError({
    code: ToolErrorCode.BASELINE_UNREADABLE,
    place: path,
    what: `${why}.`,
    remedy: "Write it anew, and look at what changed: handoff-contracts usage --write <file>.",
  });
}

function perhaps(agent: string): string {
  return `${agent}?`;
}

function named(agent: string): string {
  return agent === "" ? "code outside the agents" : agent;
}

function difference(one: readonly string[], other: readonly string[]): readonly string[] {
  return one.filter((each) => !other.includes(each));
}
