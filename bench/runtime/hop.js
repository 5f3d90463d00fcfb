// What a hop costs: hops a second of ours beside loops without a guarantee and beside BullMQ.
import { parseArgs } from "node:util";
import { machine, median } from "./machine.js";
import { timeHops } from "./throughput.js";

const ARMS = ["pipeline", "naive", "multi", "fenced", "full", "bullmq"];
const USAGE = `node bench/runtime/hop.js [options]

  --events N     events of each run (default 100,000)
  --batch N      entries read and settled at once; jobs at once for BullMQ (default 64)
  --rounds N     how often each arm is run, in turn, in fresh processes (default 5)
  --arms A,B     which arms, of ${ARMS.join(", ")} (default all)
`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    batch: { type: "string", default: "64" },
    rounds: { type: "string", default: "5" },
    arms: { type: "string", default: ARMS.join(",") },
  },
});
const extent = { events: Number(values.events), batch: Number(values.batch), rounds: Number(values.rounds) };
const arms = values.arms.split(",");
if (
  ![...Object.values(extent)].every((n) => Number.isInteger(n) && n > 0) ||
  !arms.every((arm) => ARMS.includes(arm))
) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const speeds = await timeHops(arms, extent);
const figures = {
  machine,
  ...extent,
  arms: arms.map((arm) => ({
    arm,
    hopsPerSecond: Math.round(median(speeds[arm])),
    ratio: ratioTo(speeds.pipeline, speeds[arm]),
  })),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);

/** Median of the ratios of the same round. */
function ratioTo(reference, values) {
  if (reference === undefined) return undefined;
  return Number(median(values.map((value, index) => value / reference[index])).toFixed(2));
}
