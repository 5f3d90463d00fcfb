/**
 * The table of what `npm run chaos` found, from the results that it left.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { cell } from "./markdown-parts.js";

const FOLDER = "test/chaos/results/";
const number = new Intl.NumberFormat("en");

/**
 * @param {string} note The line that says the page is generated.
 * @param {(path: string) => Promise<string>} read Reads a file of the repository.
 * @returns {Promise<string>}
 */
export async function chaosPage(note, read) {
  const names = (await readdir(new URL(`../${FOLDER}`, import.meta.url))).sort();
  const results = await Promise.all(names.map(async (name) => JSON.parse(await read(FOLDER + name))));
  return [
    "# What was found under faults",
    note,
    "`npm run chaos` runs these stages, each with a Redis of its own, and leaves the figures; `npm run docs` makes this table of",
    "them. A checker holds what is on the streams in the end, to the last entry, against what producers were told: see",
    "`test/chaos/checker.ts`, and the histories that it must refuse in `test/chaos/checker.test.ts`.",
    "",
    "An outcome is what became of one entry in one group: its outputs or its dead letter, exactly once. Where none of N was",
    "wrong, the true share is below 3/N (at 95 %), which is what the bound says.",
    "",
    "Two losses are Redis's own, and counted apart. Without `WAIT`, a failover loses what the replica never had. With",
    "`appendfsync everysec`, Redis answers before it writes while the disk is busy with an earlier write, so that a kill can lose",
    "what was answered last; nothing is done twice. On a sound disk that is next to never; `handoff doctor` tells where it is not",
    "one. `appendfsync always` writes first.",
    "",
    "| stage | outcomes | lost | twice | otherwise wrong | bound | seconds | counted |",
    "| --- | --: | --: | --: | --: | --: | --: | --- |",
    ...results.map(row),
    "",
  ].join("\n");
}

function row({ stage, outcomes, lost, twice, otherBreaches, seconds, counts }) {
  const wrong = lost + twice + otherBreaches;
  const bound = wrong === 0 ? `1 in ${number.format(Math.floor(outcomes / 3))}` : "";
  const counted = Object.entries(counts).map(([name, count]) => `${name}: ${number.format(count)}`);
  const figures = [outcomes, lost, twice, otherBreaches].map((figure) => number.format(figure));
  return `| ${[cell(stage), ...figures, bound, seconds, cell(counted.join("; "))].join(" | ")} |`;
}
