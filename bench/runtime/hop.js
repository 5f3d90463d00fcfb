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

const runs = await timeHops(arms, extent);
const figures = {
  machine,
  ...extent,
  arms: arms.map((arm) => ({
    arm,
    hopsPerSecond: Math.round(of(arm, "hopsPerSecond")),
    ratio: ratioTo(runs.pipeline, runs[arm]),
    workerMicroseconds: Number(of(arm, "workerMicroseconds").toFixed(1)),
    serverMicroseconds: Number(of(arm, "serverMicroseconds").toFixed(1)),
  })),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);

/** Median over the rounds. */
function of(arm, figure) {
  return median(runs[arm].map((run) => run[figure]));
}

/** Median of the ratios of the same round. */
function ratioTo(reference, compared) {
  if (reference === undefined) return undefined;
  const ratios = compared.map(({ hopsPerSecond }, index) => hopsPerSecond / reference[index].hopsPerSecond);
  return Number(median(ratios).toFixed(2));
}
