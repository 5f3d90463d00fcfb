// A worker under faults: `node worker.js <options as JSON>`. It says `ready` once its agents run, then one line of JSON
// for each thing that is rare; its warnings go to standard error. It ends with its standard input.
import { createLogger, createRuntime, openRedisStore } from "@handoff/runtime";
import { chain, Relay } from "./chain.js";
import { endingAt } from "./ending-at.js";
import { unfenced } from "./unfenced.js";

const RARE = new Set(["fenced", "dead_lettered", "store_lost", "store_restored", "given_back", "breaker_changed"]);

const { agents, workMs, limits, perAgent, breaker, redis, partitions, endAt, withoutFence } = JSON.parse(
  process.argv[2] ?? "{}",
);
const say = (line) => process.stdout.write(`${line}\n`);

process.stdin.resume().on("end", () => process.exit(1));
const opened = await openRedisStore(redis);
const guarded = withoutFence === true ? unfenced(opened, redis.keyPrefix ?? "") : opened.store;
const store = endAt === undefined ? guarded : endingAt(guarded, endAt);
const { logStructured, flush } = createLogger({ level: "warning" });
const runtime = createRuntime({
  topology: chain,
  agents: agents.map((agentId) => new Relay(agentId, workMs)),
  store,
  states: opened.states,
  ...(partitions === undefined ? {} : { partitions }),
  limits,
  perAgent,
  breaker,
  startFrom: "0",
  log: logStructured,
  observe: ({ kind, agent }) => RARE.has(kind) && say(JSON.stringify({ kind, agent })),
});
await runtime.start();
say("ready");
process.once("SIGTERM", async () => {
  await runtime.stop();
  await opened.close();
  flush();
  process.exit(0);
});
