/**
 * One agent of ours in a process of its own, to be killed: `node worker.js <url> <key prefix> <agent>`. Prints "started",
 * and drains on SIGTERM.
 */
import { setTimeout } from "node:timers/promises";
import { FieldName, referenceTopology, Stream } from "@handoff/contracts";
import { Agent, createRuntime, openRedisStore } from "@handoff/runtime";

/** Long enough for a kill to find entries in hand, in milliseconds. */
const WORK_MS = 5;

class ReasoningAgent extends Agent {
  async doWork(signal, _traceId, context) {
    await setTimeout(WORK_MS);
    const { [FieldName.SYMBOL]: symbol, [FieldName.CONFIDENCE]: confidence } = signal[FieldName.DATA];
    context.publish(Stream.DECISIONS, {
      [FieldName.TYPE]: "trading_decision",
      [FieldName.DATA]: {
        [FieldName.SYMBOL]: symbol,
        [FieldName.ACTION]: "buy",
        [FieldName.QUANTITY]: 0.1,
        [FieldName.ORDER_TYPE]: "market",
        [FieldName.REASONING]: "Momentum signal with RSI oversold",
        [FieldName.CONFIDENCE]: confidence,
        [FieldName.RISK_METRICS]: {
          [FieldName.ATR_STOP]: 42_000,
          [FieldName.POSITION_SIZE_PCT]: 0.05,
          [FieldName.RR_RATIO]: 2,
        },
      },
    });
  }
}

class GradeAgent extends Agent {
  async doWork(execution, _traceId, context) {
    await setTimeout(WORK_MS);
    const { [FieldName.ORDER_ID]: orderId, [FieldName.SYMBOL]: symbol } = execution[FieldName.DATA];
    context.publish(Stream.GRADES, {
      [FieldName.TYPE]: "grade",
      [FieldName.DATA]: {
        [FieldName.GRADE_TYPE]: "execution",
        [FieldName.ORDER_ID]: orderId,
        [FieldName.SYMBOL]: symbol,
        [FieldName.SCORE]: 0.5,
        [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: 2.1,
        [FieldName.FILL_RATIO]: 1,
      },
    });
  }
}

const AGENTS = { ReasoningAgent, GradeAgent };

const [url, keyPrefix, name] = process.argv.slice(2);
const { store, states, close } = await openRedisStore({ url, keyPrefix });
const runtime = createRuntime({
  topology: referenceTopology,
  agents: [new AGENTS[name](referenceTopology, name)],
  store,
  states,
  limits: { leaseMs: 1_000, backoffMaxMs: 1_000, claimIntervalMs: 100, blockMs: 200, batchSize: 8 },
});
await runtime.start();
process.stdout.write("started\n");
// A test run that is killed leaves no worker behind.
process.stdin.resume().once("end", () => process.exit());
process.once(
  "SIGTERM",
  () =>
    void runtime
      .stop()
      .then(close)
      .then(() => process.exit()),
);
