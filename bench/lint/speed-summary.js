/**
 * The figures of a run, computed from its times: pure, so that the page and its test need no run.
 *
 * @typedef {import("./rule-time.js").FileTime} FileTime
 * @typedef {{ count: number, ours: number, parse: number }} Size
 * @typedef {{
 *   tree: string,
 *   machine: string,
 *   rounds: number,
 *   files: readonly FileTime[],
 *   growth: readonly { name: string, sizes: readonly Size[] }[],
 *   processes: Record<string, Record<string, readonly number[]>>,
 * }} Run
 */

/** @param {Run} run */
export function summary({ tree, machine, rounds, files, growth, processes }) {
  const total = (part) => files.reduce((sum, file) => sum + file[part], 0);
  return {
    tree: { name: tree, files: files.length, lines: total("lines") },
    machine,
    rounds,
    msPerFile: Object.fromEntries(
      ["parse", "ours", "baseline"].map((part) => [part, spread(files.map((file) => file[part]))]),
    ),
    shareOfEslint: round(total("ours") / total("total"), 4),
    ratioToParsing: round(total("ours") / total("parse"), 3),
    ratioToBaseline: round(total("ours") / total("baseline"), 2),
    growth: growth.map(({ name, sizes }) => ({
      name,
      exponent: exponent(sizes),
      sizes: sizes.map(({ count, ours, parse }) => ({ count, ours: round(ours, 1), parse: round(parse, 1) })),
    })),
    processes: Object.entries(processes).flatMap(([host, variants]) =>
      Object.entries(variants).map(([variant, seconds]) => ({
        host,
        variant,
        seconds: round(median(seconds), 2),
        ratio: round(median(seconds.map((each, index) => each / variants.without[index])), 3),
      })),
    ),
  };
}

function spread(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0, 3);
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}

function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The exponent k of time ~ size^k, by least squares over the logarithms: 1 is linear. The smaller half of the sizes is
 * left out: there the fixed cost of a file weighs more than its size.
 *
 * @param {readonly Size[]} sizes
 */
export function exponent(sizes) {
  const points = sizes.slice(sizes.length >> 1).map(({ count, ours }) => [Math.log(count), Math.log(ours)]);
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return round(covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0), 2);
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}
