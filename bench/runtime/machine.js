import { cpus } from "node:os";

/** What the figures were made on. */
export const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`;

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The options of a benchmark, numbers all of them; ends the process with the usage where they are none.
 *
 * @template {Record<string, string>} Defaults
 * @param {string} usage
 * @param {Defaults} defaults
 * @param {(options: { options: object }) => { values: Record<string, string> }} parse `parseArgs` of Node.
 * @returns {Record<keyof Defaults, number>}
 */
export function numbers(usage, defaults, parse) {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: "string", default: value }]),
  );
  const given = Object.fromEntries(
    Object.entries(parse({ options }).values).map(([name, value]) => [name, Number(value)]),
  );
  if (Object.values(given).every((value) => Number.isInteger(value) && value > 0)) return given;
  process.stderr.write(usage);
  process.exit(2);
}
