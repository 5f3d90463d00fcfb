import type { TestProject } from "vitest/node";
import { installDebianPackage, succeeds } from "./programs.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A Python that has the Redis client. */
    readonly python: string;
  }
}

/** Debian's packages serve Debian's own Python, which need not be the first on the PATH. */
const CANDIDATES = ["python3", "/usr/bin/python3"];

/** Gives every test run a Python with the Redis client: the founding protocol's agents are written in it. */
export default function setUpPython(project: TestProject): void {
  const find = (): string | undefined => CANDIDATES.find((python) => succeeds(python, ["-c", "import redis"]));
  let python = find();
  if (python === undefined) {
    installDebianPackage("python3-redis");
    python = find();
  }
  if (python === undefined) {
    throw new Error("The tests need a python3 with the redis package: install python3-redis, or redis with pip.");
  }
  project.provide("python", python);
}
