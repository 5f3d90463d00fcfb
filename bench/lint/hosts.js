import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";

/** As many paths as one command line holds everywhere. */
const PATHS_A_RUN = 1000;

/** The plugin as users have it. */
export const BUILT_PLUGIN = fileURLToPath(import.meta.resolve("@handoff/eslint-plugin"));

/**
 * A plugin, loaded from a file.
 *
 * @param {string} path
 */
export async function loadPlugin(path) {
  const { default: plugin } = await import(pathToFileURL(path).href);
  return { path, plugin, rules: plugin.configs.recommended.rules };
}

function configOf({ plugin, rules }) {
  return {
    files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"],
    plugins: { handoff: plugin },
    rules,
    linterOptions: { reportUnusedDisableDirectives: "off" },
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
  };
}

/**
 * Lints files in ESLint. `slowest` are the files that our rules took longest for.
 *
 * @param {string} folder
 * @param {{ path: string, text: string }[]} files
 * @param {Awaited<ReturnType<typeof loadPlugin>>} loaded
 * @returns {import("./findings.js").HostRun & { slowest: { file: string, ms: number, lines: number }[], ruleMs: number }}
 */
export function lintInEslint(folder, files, loaded) {
  const started = performance.now();
  const config = configOf(loaded);
  const run = { findings: [], unparsed: [], crashes: [], times: [] };
  for (const { path, text } of files) {
    const linter = new Linter({ cwd: folder });
    try {
      // `verify` cannot gather statistics in ESLint 10.15; this neither fixes.
      const { messages } = linter.verifyAndFix(text, config, { filename: path, fix: false, stats: true });
      collect(run, path, messages);
      run.times.push({ file: path, lines: text.split("\n").length, ms: ruleTimeOf(linter) });
    } catch (error) {
      run.crashes.push({ file: path, message: error.message });
    }
  }
  const { times, ...found } = run;
  const slowest = times.toSorted((left, right) => right.ms - left.ms).slice(0, 5);
  return { ...found, seconds: secondsSince(started), slowest, ruleMs: times.reduce((sum, { ms }) => sum + ms, 0) };
}

function collect({ findings, unparsed }, file, messages) {
  for (const { ruleId, line, column, messageId, message, fatal } of messages) {
    if (fatal) unparsed.push({ file, message });
    else if (ruleId?.startsWith("handoff/")) {
      findings.push({ file, line, column, rule: ruleId.slice("handoff/".length), messageId, message });
    }
  }
}

function ruleTimeOf(linter) {
  const passes = linter.getTimes()?.passes ?? [];
  return passes.flatMap(({ rules = {} }) => Object.values(rules)).reduce((sum, { total }) => sum + total, 0);
}

/**
 * What is wrong after all fixes: files that no longer parse, and those that a second run would change.
 *
 * @param {string} folder
 * @param {{ path: string, text: string }[]} files
 * @param {Awaited<ReturnType<typeof loadPlugin>>} loaded
 * @returns {{ fixed: number, broken: import("./findings.js").Problem[] }}
 */
export function checkFixes(folder, files, loaded) {
  const config = configOf(loaded);
  const linter = new Linter({ cwd: folder });
  const broken = [];
  let fixed = 0;
  for (const { path, text } of files) {
    try {
      const once = linter.verifyAndFix(text, config, path);
      if (!once.fixed) continue;
      fixed += 1;
      const failure = once.messages.find(({ fatal }) => fatal);
      if (failure) broken.push({ file: path, message: `no longer parses: ${failure.message}` });
      else if (linter.verifyAndFix(once.output, config, path).output !== once.output) {
        broken.push({ file: path, message: "a second run changes it again" });
      }
    } catch {
      // What crashes is told by the host's own run.
    }
  }
  return { fixed, broken };
}

/**
 * Lints the same files in oxlint, which knows messages by their text only.
 *
 * @param {{ path: string, text: string }[]} files
 * @param {Awaited<ReturnType<typeof loadPlugin>>} loaded
 * @returns {import("./findings.js").HostRun}
 */
export function lintInOxlint(files, loaded) {
  const started = performance.now();
  const directory = mkdtempSync(join(tmpdir(), "handoff-real-code-"));
  const run = { findings: [], unparsed: [], crashes: [] };
  try {
    const config = join(directory, "oxlint.json");
    const { path: plugin, rules } = loaded;
    writeFileSync(
      config,
      JSON.stringify({ jsPlugins: [plugin], plugins: [], categories: { correctness: "off" }, rules }),
    );
    const messageIdOf = messageIdsOf(loaded.plugin);
    for (let start = 0; start < files.length; start += PATHS_A_RUN) {
      const texts = new Map(files.slice(start, start + PATHS_A_RUN).map(({ path, text }) => [path, text]));
      for (const diagnostic of runOxlint(directory, config, [...texts.keys()])) {
        const problem = problemOf(diagnostic);
        if (problem) note(run[problem.kind], { file: diagnostic.filename, message: diagnostic.message });
        else run.findings.push(findingOf(diagnostic, texts.get(diagnostic.filename), messageIdOf));
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return { ...run, seconds: secondsSince(started) };
}

function runOxlint(directory, config, paths) {
  const bin = join(dirname(createRequire(import.meta.url).resolve("oxlint/package.json")), "bin", "oxlint");
  const args = [bin, "-c", config, "--disable-nested-config", "--no-ignore", "--format", "json", ...paths];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: directory,
    encoding: "utf8",
    maxBuffer: Infinity,
  });
  // 0: clean, 1: findings; anything else never linted.
  if (status !== 0 && status !== 1) throw new Error(`oxlint failed: ${stderr}${stdout}`);
  const { diagnostics, number_of_files: linted } = JSON.parse(stdout);
  if (linted !== paths.length) throw new Error(`oxlint linted ${linted} of ${paths.length} files.`);
  return diagnostics;
}

/** What oxlint says itself, rather than one of our rules. */
function problemOf({ code, message }) {
  if (code?.startsWith("handoff(")) return undefined;
  return { kind: message.startsWith("Error running JS plugin") ? "crashes" : "unparsed" };
}

/** A file counts once, however much is wrong with it. */
function note(problems, problem) {
  if (!problems.some(({ file }) => file === problem.file)) problems.push(problem);
}

function findingOf({ code, message, filename: file, labels }, text, messageIdOf) {
  const rule = code.slice("handoff(".length, -1);
  const { line, column: byte } = labels[0].span;
  // Its columns count bytes, ESLint's UTF-16 units.
  const before = Buffer.from(text.split("\n")[line - 1]).subarray(0, byte - 1);
  return { file, line, column: before.toString().length + 1, rule, messageId: messageIdOf(rule, message), message };
}

function messageIdsOf({ rules }) {
  const patterns = Object.entries(rules).flatMap(([rule, { meta }]) =>
    Object.entries(meta.messages).map(([messageId, text]) => ({ rule, messageId, pattern: patternOf(text) })),
  );
  return (rule, message) => patterns.find((each) => each.rule === rule && each.pattern.test(message))?.messageId ?? "";
}

function patternOf(text) {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\\\{\\\{.+?\\\}\\\}/g, ".*")}$`, "s");
}

function secondsSince(started) {
  return Math.round((performance.now() - started) / 100) / 10;
}
