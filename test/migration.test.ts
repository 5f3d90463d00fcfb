import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ended } from "./command.js";
import { changedFiles, type Files, type Finding, ProjectCopy } from "./migration/copy.js";

/** What a migration of a fixture project comes to. */
interface Expected {
  readonly project: string;
  readonly tests: number;
  /** How many findings there are at the least before. */
  readonly findings: number;
  readonly changed: readonly string[];
  /** The first lines of a file that has a form of its own. */
  readonly heads: Readonly<Record<string, string>>;
  /** What needs a person. */
  readonly left: readonly string[];
}

const agent = (name: string): string => `src/agents/${name}.ts`;

/** A desk that spells every key, stream and group by hand, or half knows the registry. */
const DESK: Expected = {
  project: "project",
  tests: 14,
  findings: 290,
  changed: [
    ...["agent", "execution-agent", "grade-agent", "learning-agent", "reasoning-agent", "risk-agent"].map(agent),
    ...["signal-producer", "surveillance"].map(agent),
    ...["src/audit-trail.ts", "src/consume.ts", "src/db/orders-repository.ts", "src/db/row-mapper.ts"],
    ...["src/dead-letters.ts", "src/desk-report.ts", "src/legacy/quotes.ts", "src/legacy/report.cts", "src/limits.ts"],
    ...["src/log.ts", "src/main.ts", "src/pricing.ts", "src/state-registry.ts", "src/tools/replay.ts"],
    ...["src/tools/sample-events.ts", "src/tools/summary.ts", "src/topology.ts", "src/wire/codec.ts"],
    "src/wire/guards.ts",
  ],
  heads: {
    "src/agents/execution-agent.ts": `/*
 * Order desk
 * Copyright 2024 The desk's authors. All rights reserved.
 */

import { FieldName } from "@handoff/contracts";
import type { Broker } from "../broker/broker.js";
`,
    "src/agents/learning-agent.ts": `import { FieldName } from "@handoff/contracts";
import type { DeskEvent,`,
    "src/agents/risk-agent.ts": `import { randomUUID } from "node:crypto";
import { FieldName as F, Stream } from "@handoff/contracts";
import type { Logger }`,
    "src/agents/signal-producer.ts": `import { randomUUID } from "node:crypto";
import { FieldName, Stream } from "@handoff/contracts";
import type { RedisCommands }`,
    "src/desk-report.ts": `import * as contracts from "@handoff/contracts";
import type { DeskEvent,`,
    "src/legacy/quotes.ts": `import { FieldName } from '@handoff/contracts'
import type { SignalEvent } from '../wire/events.js'
`,
    "src/legacy/report.cts": `import os = require("node:os");
import contracts = require("@handoff/contracts");

interface DbRow {`,
    "src/limits.ts": `import { ConsumerGroup, handoffStreamName, FieldName, Stream } from "@handoff/contracts";
import type`,
    "src/log.ts": `import { FieldName } from "@handoff/contracts";

export interface Logger {`,
    "src/pricing.ts": `"use strict";
import { FieldName } from "@handoff/contracts";
// Prices are compared in basis points everywhere.
import type`,
    "src/tools/replay.ts": `#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { FieldName } from "@handoff/contracts";
import { type DeskEvent }`,
    "src/tools/summary.ts": `import { FieldName } from "@handoff/contracts";

/** Sums of loose objects,`,
  },
  left: [
    "src/agents/grade-agent.ts:24 no-raw-string-key unregisteredKey",
    "src/agents/risk-agent.ts:16 require-agent-state missingState",
    "src/agents/risk-agent.ts:17 require-trace-handoff continuedTrace",
    "src/agents/risk-agent.ts:24 require-trace-handoff publishBeforeLog",
    "src/agents/risk-agent.ts:34 no-swallowed-event swallowedEvent",
    "src/agents/surveillance.ts:21 no-raw-stream-name unknownStream",
    "src/agents/surveillance.ts:31 no-raw-string-key unregisteredKey",
    // FieldName is a parameter there.
    "src/legacy/shadowed.ts:5 no-raw-string-key rawKey",
    "src/legacy/shadowed.ts:5 no-raw-string-key rawKey",
    "src/legacy/shadowed.ts:5 no-raw-string-key rawKey",
    "src/limits.ts:24 no-dynamic-field dynamicField",
    "src/topology.ts:10 no-raw-stream-name unknownGroup",
  ],
};

/** A laboratory with a registry, streams and groups of its own, which nobody uses yet. */
const LABORATORY: Expected = {
  project: "own-registry",
  tests: 3,
  findings: 75,
  changed: [
    ...["src/agent.ts", "src/analyser-agent.ts", "src/codec.ts", "src/consume.ts", "src/dead-letters.ts"],
    ...["src/intake.ts", "src/liveness.ts", "src/old/barcode.ts", "src/ranges.ts", "src/results-repository.ts"],
    "src/review-agent.ts",
  ],
  heads: {
    "src/intake.ts": `import { randomUUID } from "node:crypto";
import type { Store } from "./store.js";
import { LabField } from "./fields.js";
import { Channel } from "./channels.js";
`,
    "src/old/barcode.ts": `import { LabField } from "../fields.js";

// Barcodes are printed`,
  },
  left: ["src/review-agent.ts:20 no-raw-string-key unregisteredKey"],
};

/** Each step is a process or two, and a machine that runs other tests beside is slow to start them. */
const TIMEOUT = 120_000;

const passes = (count: number): Partial<Ended> => ({
  code: 0,
  stdout: expect.stringContaining(`# pass ${String(count)}\n# fail 0\n`) as string,
});

describe.each([DESK, LABORATORY])("eslint --fix on $project", ({ project, tests, findings, changed, heads, left }) => {
  const copies: ProjectCopy[] = [];
  const newCopy = async (): Promise<ProjectCopy> => {
    const copy = await ProjectCopy.of(project);
    copies.push(copy);
    return copy;
  };
  let original: ProjectCopy;
  let before: Files;
  let found: readonly Finding[];
  let migrated: ProjectCopy;
  let after: Files;
  let rest: readonly Finding[];

  beforeAll(async () => {
    original = await newCopy();
    migrated = await newCopy();
    before = await original.files();
    [found, rest] = await Promise.all([original.eslint(), migrated.eslint("--fix")]);
    after = await migrated.files();
  }, TIMEOUT);
  afterAll(() => Promise.all(copies.map((copy) => copy.remove())));

  it(
    "has a project to work on that compiles, passes its tests and is full of findings",
    { timeout: TIMEOUT },
    async () => {
      expect(await original.compile()).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(await original.test()).toMatchObject(passes(tests));
      expect(found.filter(({ isFixable }) => isFixable).length).toBeGreaterThan(findings);
      expect(changedFiles(before, await original.files())).toEqual([]);
    },
  );

  it("leaves in one command only what needs a person", () => {
    expect(rest.filter(({ isFixable }) => isFixable)).toEqual([]);
    expect(rest.map(({ place }) => place)).toEqual(left);
  });

  it("keeps it compiling under its own strict options, and its tests passing", { timeout: TIMEOUT }, async () => {
    expect(await migrated.compile()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await migrated.test()).toMatchObject(passes(tests));
  });

  it("changes the files that handle payloads and no other", () => {
    expect(changedFiles(before, after)).toEqual(changed);
  });

  it.each(Object.entries(heads))("puts the import of %s where a person would", (path, head) => {
    expect(after.get(path)?.slice(0, head.length)).toBe(head);
  });

  it("changes nothing the second time", { timeout: TIMEOUT }, async () => {
    await migrated.eslint("--fix");
    expect(changedFiles(after, await migrated.files())).toEqual([]);
  });

  it("comes to the same as oxlint --fix, which takes two commands", { timeout: TIMEOUT }, async () => {
    const copy = await newCopy();
    await copy.oxlintFix();
    await copy.oxlintFix();
    expect(changedFiles(after, await copy.files())).toEqual([]);
    await copy.oxlintFix();
    expect(changedFiles(after, await copy.files())).toEqual([]);
  });
});

describe("the check of a migration", () => {
  let copy: ProjectCopy;
  let before: Files;
  const tamper = async (path: string, edit: (text: string) => string): Promise<void> => {
    const text = before.get(path) ?? "";
    expect(edit(text)).not.toBe(text);
    await writeFile(join(copy.directory, path), edit(text));
  };

  beforeAll(async () => {
    copy = await ProjectCopy.of("own-registry");
    await copy.eslint("--fix");
    before = await copy.files();
  }, TIMEOUT);
  afterAll(() => copy.remove());

  it(
    "sees a key changed on the wire, a fix without its import, a new key and a file that was to stay",
    { timeout: TIMEOUT },
    async () => {
      await tamper("src/dead-letters.ts", (text) => text.replace("LabField.FailedEvent", '"failedEvent"'));
      await tamper("src/ranges.ts", (text) => text.replace(/^import .* from ".\/fields.js";$/m, ""));
      await tamper("src/liveness.ts", (text) => text.replace("fields[LabField.Timestamp]", 'fields["seen_at"]'));
      await tamper("src/ward-page.ts", (text) => text.replace('"page"', '"pages"'));
      const compiled = await copy.compile();
      expect(compiled.code).not.toBe(0);
      expect(compiled.stdout).toContain("error TS2304: Cannot find name 'LabField'");
      const tested = await copy.test();
      expect(tested.code).toBe(1);
      expect(tested.stdout).toContain("not ok 2 - what cannot be worked on is a dead letter");
      expect(changedFiles(before, await copy.files())).toEqual(
        ["dead-letters", "liveness", "ranges", "ward-page"].map((name) => `src/${name}.ts`),
      );
      const found = (await copy.eslint()).map(({ place }) => place);
      expect(found).toEqual(["src/liveness.ts:18 no-raw-string-key unregisteredKey", ...LABORATORY.left]);
    },
  );
});
