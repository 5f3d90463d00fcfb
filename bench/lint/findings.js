/**
 * What is computed from the findings of the hosts: pure, so that a run can be judged again from its JSON.
 *
 * @typedef {{ file: string, line: number, column: number, rule: string, messageId: string, message: string }} Finding
 * @typedef {{ file: string, message: string }} Problem
 * @typedef {{ findings: Finding[], unparsed: Problem[], crashes: Problem[], seconds: number }} HostRun
 */

/**
 * The findings that only one of two hosts has. A file that either of them cannot parse is not compared.
 *
 * @param {HostRun} left
 * @param {HostRun} right
 * @returns {string[]}
 */
export function differences(left, right) {
  const skipped = new Set([...left.unparsed, ...right.unparsed].map(({ file }) => file));
  const places = ({ findings }) => findings.filter(({ file }) => !skipped.has(file)).map(placeOf);
  const [ours, theirs] = [new Set(places(left)), new Set(places(right))];
  const missing = [...ours].filter((place) => !theirs.has(place)).map((place) => `< ${place}`);
  return [...missing, ...[...theirs].filter((place) => !ours.has(place)).map((place) => `> ${place}`)];
}

/** @param {Finding} finding */
function placeOf({ file, line, column, rule, messageId, message }) {
  return `${file}:${line}:${column} ${rule} ${messageId} ${message}`;
}

/**
 * How often each message of each rule was given, the commonest first.
 *
 * @param {readonly Finding[]} findings
 * @returns {[string, number][]}
 */
export function tally(findings) {
  const counts = new Map();
  for (const { rule, messageId } of findings) {
    const name = `${rule} ${messageId}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([left, many], [right, more]) => more - many || (left < right ? -1 : 1));
}

/**
 * Draws findings at random; the same seed draws the same ones.
 *
 * @param {readonly Finding[]} findings
 * @param {number} count
 * @param {number} seed
 * @returns {Finding[]}
 */
export function sample(findings, count, seed) {
  const random = randomFrom(seed);
  return findings
    .map((finding) => ({ finding, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .slice(0, count)
    .map(({ finding }) => finding);
}

/** A small generator of evenly spread numbers (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  };
}

/**
 * A finding with the lines around it.
 *
 * @param {Finding} finding
 * @param {string} text
 */
export function inContext({ file, line, column, rule, messageId, message }, text) {
  const first = Math.max(1, line - 5);
  const around = text
    .split("\n")
    .slice(first - 1, line + 5)
    .map((each, index) => `${first + index === line ? ">" : " "} ${first + index} | ${each.slice(0, 160)}`);
  return [`${file}:${line}:${column} ${rule} ${messageId}`, message, ...around].join("\n");
}
