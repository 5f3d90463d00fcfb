import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Ended, ended, ROOT } from "./command.js";

/** The command as npm installs it. */
const HANDOFF_CONTRACTS = `${ROOT}node_modules/.bin/handoff-contracts`;

/** A folder inside the repository, so that packages are found by name as in a user's project. */
export class ContractsProject {
  readonly directory: string;

  constructor(name: string) {
    this.directory = `${ROOT}.cache/contracts-command/${name}`;
  }

  /** Empties the folder and writes files into it. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true });
    await this.add({ "package.json": '{ "type": "module" }', ...files });
  }

  async add(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.directory, path)), { recursive: true });
      await writeFile(join(this.directory, path), text);
    }
  }

  /** Runs the command in the folder, to its end. */
  run(...args: readonly string[]): Promise<Ended> {
    return ended(HANDOFF_CONTRACTS, args, { cwd: this.directory });
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}

/** A small chain of a team's own, in TypeScript, in the two modules that teams have. */
export const LAB: Readonly<Record<string, string>> = {
  "fields.ts": `
export const SAMPLE = "sample";
export const LEVEL = "level";
`,
  "handoff.contracts.ts": `
import { defineEvent, defineTopology } from "@handoff/contracts";
import { z } from "zod";
import * as LabField from "./fields.js";

export const result = defineEvent({
  type: "result",
  description: "A sample was measured.",
  fields: LabField,
  data: z.object({
    [LabField.SAMPLE]: z.string().describe("Barcode of the sample"),
    [LabField.LEVEL]: z.number().describe("Measured level, millimoles per litre"),
  }),
});

export const topology = defineTopology({
  streams: { results: [result] },
  agents: {
    Analyser: { publishes: ["results"] },
    Reviewer: { consumes: "results", group: "reviewing_agents", publishes: [] },
  },
});
`,
};

/** A project of a team that compiles what it has. */
export const STRICT = JSON.stringify({
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: "nodenext",
    target: "es2023",
    skipLibCheck: true,
    noEmit: true,
    types: [],
  },
});
