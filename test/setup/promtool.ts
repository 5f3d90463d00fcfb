import type { TestProject } from "vitest/node";
import { installDebianPackage, succeeds } from "./programs.js";

/** Gives every test run Prometheus' own checker of metrics. */
export default function setUpPromtool(_project: TestProject): void {
  const found = (): boolean => succeeds("promtool", ["--version"]);
  if (!found()) installDebianPackage("prometheus");
  if (!found()) throw new Error("The tests need promtool: install Debian's package prometheus, or put it on the PATH.");
}
