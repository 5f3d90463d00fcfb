import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
import { delimiter } from "node:path";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { succeeds } from "./programs.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The Node releases that the linter is tested on; the first one runs the tests. */
    readonly nodes: readonly NodeRelease[];
  }
}

/** A Node, by its version (`24.21.0`) and the path of its program. */
export interface NodeRelease {
  readonly version: string;
  readonly program: string;
}

const MAJORS = [22, 24, 26];
const DIRECTORY = fileURLToPath(new URL("../nodes/", import.meta.url));

/**
 * Gives every test run the Node releases that users have: those that HANDOFF_TEST_NODES names, else those of
 * `test/nodes`. They are no workspace, since npm would put their `node` before the one that runs its scripts.
 */
export default function setUpNodes(project: TestProject): void {
  const { HANDOFF_TEST_NODES: given } = process.env;
  const others = (given === undefined || given === "" ? installed() : given.split(delimiter)).map(release);
  for (const major of MAJORS) {
    if (others.some(({ version }) => version.startsWith(`${major}.`))) continue;
    throw new Error(
      `The tests need Node ${major}: run \`npm ci\` in test/nodes (Linux), or name the programs of Node ${MAJORS.join(", ")} in HANDOFF_TEST_NODES, separated by "${delimiter}".`,
    );
  }
  project.provide("nodes", [release(process.execPath), ...others]);
}

function installed(): string[] {
  const programs = MAJORS.map((major) => `${DIRECTORY}node_modules/node-${major}-${arch()}/bin/node`);
  if (platform() === "linux" && !programs.every((program) => existsSync(program))) {
    succeeds("npm", ["ci", "--ignore-scripts", "--prefix", DIRECTORY]);
  }
  return programs.filter((program) => existsSync(program));
}

function release(program: string): NodeRelease {
  return { program, version: execFileSync(program, ["-p", "process.versions.node"], { encoding: "utf8" }).trim() };
}
