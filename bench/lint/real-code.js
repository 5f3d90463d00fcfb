// Lints folders of real code with all rules of `recommended`, in both hosts, and says what a user would see there.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { differences, inContext, sample, tally } from "./findings.js";
import { BUILT_PLUGIN, checkFixes, lintInEslint, lintInOxlint, loadPlugin } from "./hosts.js";
import { sourceFiles } from "./source-files.js";
import { treeName } from "./tree-name.js";

const USAGE = `node bench/lint/real-code.js [options] <folder>…

  --host eslint|oxlint   one host only
  --fix-check            apply all fixes in memory, and report what they break
  --sample N             print N findings at random, with the lines around them
  --seed S               which ones (default 1)
  --only TEXT            sample only findings whose "<rule> <messageId>" contains this
  --plugin FILE          another build of the plugin
  --json                 everything, as JSON
  --figures              the counts alone, as JSON
`;

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    host: { type: "string" },
    "fix-check": { type: "boolean", default: false },
    sample: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    plugin: { type: "string", default: BUILT_PLUGIN },
    json: { type: "boolean", default: false },
    figures: { type: "boolean", default: false },
  },
});
const isHost = [undefined, "eslint", "oxlint"].includes(options.host);
if (!isHost || folders.length === 0) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const loaded = await loadPlugin(resolve(options.plugin));
const reports = folders.map((folder) => report(resolve(folder)));
const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
if (options.figures) process.stdout.write(asJson(reports.map(figuresOf)));
else process.stdout.write(options.json ? asJson(reports) : reports.map(render).join("\n"));
process.exitCode = reports.some(isFaulty) ? 1 : 0;

function report(folder) {
  const files = sourceFiles(folder);
  const eslint = options.host === "oxlint" ? undefined : lintInEslint(folder, files, loaded);
  const oxlint = options.host === "eslint" ? undefined : lintInOxlint(files, loaded);
  return {
    folder,
    files: files.length,
    lines: files.reduce((sum, { text }) => sum + text.split("\n").length, 0),
    eslint,
    oxlint,
    differences: eslint && oxlint ? differences(eslint, oxlint) : undefined,
    fixes: options["fix-check"] ? checkFixes(folder, files, loaded) : undefined,
    samples: sampleOf(eslint ?? oxlint, files),
  };
}

function sampleOf({ findings }, files) {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const wanted = findings.filter(({ rule, messageId }) => `${rule} ${messageId}`.includes(options.only));
  return sample(wanted, Number(options.sample), Number(options.seed)).map((finding) =>
    inContext(finding, texts.get(finding.file)),
  );
}

/** Findings are what a run is for; crashes, quarrels and broken fixes are faults of ours. */
function isFaulty({ eslint, oxlint, differences: quarrels = [], fixes }) {
  const crashes = [eslint, oxlint].flatMap((run) => run?.crashes ?? []);
  return crashes.length + quarrels.length + (fixes?.broken.length ?? 0) > 0;
}

function figuresOf({ folder, files, lines, eslint, oxlint, differences: quarrels, fixes }) {
  const runs = [eslint, oxlint].filter((run) => run !== undefined);
  return {
    tree: treeName(folder),
    files,
    lines,
    findings: runs[0].findings.length,
    crashes: runs.reduce((sum, { crashes }) => sum + crashes.length, 0),
    differences: quarrels?.length,
    fixed: fixes?.fixed,
    broken: fixes?.broken.length,
  };
}

function render({ folder, files, lines, eslint, oxlint, differences: quarrels, fixes, samples }) {
  const run = eslint ?? oxlint;
  const thousands = lines / 1000;
  const rows = [
    ["files", files],
    ["thousand lines", thousands.toFixed(1)],
    ["findings", run.findings.length],
    ["findings per thousand lines", (run.findings.length / thousands).toFixed(2)],
    ...tally(run.findings).map(([name, count]) => [`  ${name}`, count]),
    ...Object.entries({ eslint, oxlint }).flatMap(([host, each]) => (each ? rowsOfHost(host, each) : [])),
    ...(eslint ? rowsOfTime(eslint, files) : []),
    ...listed("differences between the hosts", quarrels),
    ...(fixes ? [["files fixed", fixes.fixed], ...listed("files that fixes break", fixes.broken.map(problem))] : []),
  ];
  return [folder, ...rows.map(([name, value]) => `${String(value).padStart(9)}  ${name}`), "", ...samples, ""].join(
    "\n",
  );
}

function rowsOfHost(host, { unparsed, crashes, seconds }) {
  return [
    [`seconds in ${host}`, seconds],
    [`files that ${host} does not parse`, unparsed.length],
    ...listed(`crashes in ${host}`, crashes.map(problem)),
  ];
}

function rowsOfTime({ ruleMs, slowest }, files) {
  return [
    ["ms a file for all our rules, in eslint", (ruleMs / files).toFixed(2)],
    ...slowest.map(({ file, ms, lines }) => [`  ${file} (${lines} lines)`, `${ms.toFixed(1)} ms`]),
  ];
}

function listed(name, list) {
  return list ? [[name, list.length], ...list.slice(0, 20).map((each) => [`  ${each}`, ""])] : [];
}

function problem({ file, message }) {
  return `${file}: ${message.split("\n")[0]}`;
}
