import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const programOf = (name) => join(dirname(require.resolve(`${name}/package.json`)), "bin");
const ESLINT = join(programOf("eslint"), "eslint.js");
const OXLINT = join(programOf("oxlint"), "oxlint");

/** The variants of each host: as a project has it, with our rules, and with the baseline's. */
const VARIANTS = {
  eslint: { without: [], with: ["handoff"], baseline: ["baseline"] },
  oxlint: { without: [], with: ["handoff"] },
};

const ARGUMENTS = { eslint: eslintArgs, oxlint: oxlintArgs };

/**
 * Seconds of whole processes over one folder, each variant of each host in turn, `rounds` times.
 *
 * @param {string} folder
 * @param {Awaited<ReturnType<import("./hosts.js").loadPlugin>>} loaded
 * @param {number} rounds
 * @returns {Record<string, Record<string, number[]>>} Seconds by host and variant.
 */
export function timeProcesses(folder, loaded, rounds) {
  const directory = mkdtempSync(join(tmpdir(), "handoff-bench-"));
  const seconds = {};
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [host, variants] of Object.entries(VARIANTS)) {
        for (const [variant, parts] of Object.entries(variants)) {
          const args = ARGUMENTS[host](directory, loaded, parts);
          ((seconds[host] ??= {})[variant] ??= []).push(timeProcess(args, folder));
        }
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return seconds;
}

function timeProcess(args, cwd) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--max-old-space-size=8192", ...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: Infinity,
  });
  // 0: clean, 1: findings; anything else never linted.
  if (status !== 0 && status !== 1) throw new Error(`${args[0]} failed: ${String(stderr)}`);
  return (performance.now() - started) / 1000;
}

function eslintArgs(directory, { path }, parts) {
  const config = join(directory, `eslint-${parts.join("-")}.mjs`);
  const from = (path) => JSON.stringify(new URL(path, import.meta.url).href);
  writeFileSync(
    config,
    `import parser from ${JSON.stringify(import.meta.resolve("@typescript-eslint/parser"))};
import { usualRules } from ${from("rule-time.js")};
import { baseline } from ${from("baseline.js")};
import handoff from ${JSON.stringify(pathToFileURL(path).href)};
const parts = { handoff: handoff.configs.recommended, baseline: { rules: baseline } };
const files = ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"];
export default [
  ...usualRules,
  ...${JSON.stringify(parts)}.map((part) => ({ files, ...parts[part] })),
  { files, languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
];
`,
  );
  return [ESLINT, "--no-config-lookup", "--no-inline-config", "-c", config, "."];
}

function oxlintArgs(directory, { path, plugin }, parts) {
  const config = join(directory, `oxlint-${parts.join("-")}.json`);
  const ours = { jsPlugins: [path], rules: plugin.configs.recommended.rules };
  writeFileSync(config, JSON.stringify(parts.length > 0 ? ours : {}));
  return [OXLINT, "-c", config, "--disable-nested-config", "--quiet", "."];
}
