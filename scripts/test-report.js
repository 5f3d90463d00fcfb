/**
 * The passed and failed tests of a vitest JSON report.
 *
 * A skipped test counts as failed, unless its title says that it needs the shared market data, which a checkout may
 * lack: everything else, a Redis test above all, must run or be red.
 *
 * @param {{ testResults?: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] } | undefined} report
 * @returns {{ passed: number, failed: number, problems: string[] }}
 */
export function countTests(report) {
  const files = report?.testResults ?? [];
  if (files.length === 0) return { passed: 0, failed: 1, problems: ["No test ran."] };
  let passed = 0;
  const problems = [];
  for (const file of files) {
    if (file.assertionResults.length === 0) problems.push(`${file.name}: no test ran (${file.status}).`);
    for (const { fullName, status } of file.assertionResults) {
      if (status === "passed") passed++;
      else if (status === "failed" || !fullName.includes("(needs the shared market data)")) {
        problems.push(`${fullName}: ${status}.`);
      }
    }
  }
  return { passed, failed: problems.length, problems };
}
