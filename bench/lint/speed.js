// What the linter costs: our rules' time a file beside parsing and beside the baseline, whole processes with and
// without us, and growth with the size of a file.
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { timeGrowth } from "./growth.js";
import { BUILT_PLUGIN, loadPlugin } from "./hosts.js";
import { timeRules } from "./rule-time.js";
import { sourceFiles } from "./source-files.js";
import { summary } from "./speed-summary.js";
import { treeName } from "./tree-name.js";
import { timeProcesses } from "./whole-process.js";

const USAGE = `node bench/lint/speed.js [options] [folder]

  folder        the tree to lint (default: this repository)
  --rounds N    how often each whole process is run, in turn (default 5)
  --sizes N     how many sizes of generated files, each twice the one before (default 6)
`;

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    sizes: { type: "string", default: "6" },
  },
});
const rounds = Number(options.rounds);
const doublings = Number(options.sizes);
if (positionals.length > 1 || ![rounds, doublings].every((number) => Number.isInteger(number) && number > 0)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const folder = resolve(positionals[0] ?? REPOSITORY);
const loaded = await loadPlugin(BUILT_PLUGIN);
const figures = summary({
  tree: treeName(folder),
  machine: `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
  rounds,
  files: timeRules(folder, sourceFiles(folder), loaded.plugin),
  growth: timeGrowth(loaded.plugin, { rounds, doublings }),
  processes: timeProcesses(folder, loaded, rounds),
});
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
