// One process of several that share a group: runs the agent until it is ended.
import { parseArgs } from "node:util";
import { createLogger, createRuntime, openRedisStore } from "@handoff/runtime";
import { Rater } from "./agents.js";
import { topology } from "./order.js";

const { values } = parseArgs({ options: { url: { type: "string" } } });
const { store, states } = await openRedisStore({ url: values.url });
const { logStructured } = createLogger();
await createRuntime({ topology, agents: [new Rater()], store, states, startFrom: "0", log: logStructured }).start();
