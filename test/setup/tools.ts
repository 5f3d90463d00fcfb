import type { TestProject } from "vitest/node";
import { installDebianPackage, succeeds } from "./programs.js";

/** Programs that tests start by name: how to see that one is there, and the Debian package that brings it. */
const TOOLS = [
  { name: "promtool", asked: ["--version"], debian: "prometheus" },
  { name: "openssl", asked: ["version"], debian: "openssl" },
] as const;

/** Gives every test run the checker of Prometheus' metrics, and what makes certificates. */
export default function setUpTools(_project: TestProject): void {
  for (const { name, asked, debian } of TOOLS) {
    const found = (): boolean => succeeds(name, asked);
    if (!found()) installDebianPackage(debian);
    if (!found()) throw new Error(`The tests need ${name}: install Debian's package ${debian}, or put it on the PATH.`);
  }
}
