// Prints "passed failed" of a vitest JSON report. A missing report, a run without tests, or a skipped Redis test is a failure.
import { readFileSync } from "node:fs";
import { countTests } from "./test-report.js";

const [path] = process.argv.slice(2);
let report;
try {
  report = JSON.parse(readFileSync(path, "utf8"));
} catch (error) {
  process.stderr.write(`No test report at ${path}: ${error.message}\n`);
}
const { passed, failed, problems } = countTests(report);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${String(passed)} ${String(failed)}\n`);
