// @ts-nocheck
import { ConsumerGroup, defineTopology, Stream } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import { Agent as PoolAgent } from "undici";

defineTopology({
  streams: { signals: [tradingSignal], reviews: [review] }, // expect: no-raw-stream-name rawStreamName
  agents: {
    Maker: { publishes: ["signals", "reviews"] }, // expect: no-raw-stream-name rawStreamName
    Reader: {
      consumes: "signals", // expect: no-raw-stream-name rawStreamName
      group: "reasoning_agents", // expect: no-raw-stream-name rawGroupName
      publishes: [],
    },
    Reviewer: { consumes: "reviews", group: "reviewing_agents", publishes: [Stream.GRADES] },
  },
  deadLetterStream: "dlq_events", // expect: no-raw-stream-name rawStreamName
});

setupConsumerGroups({
  signals: ["reasoning_agents"], // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  decisions: "execution_agents", // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  [Stream.GRADES]: [ConsumerGroup.LEARNING_AGENTS],
  nope: ["nobody"], // expect: no-raw-stream-name unknownStream, no-raw-stream-name unknownGroup
});
ensureConsumerGroups(redis, [{ stream: "signals", group: "reasoning_agents" }]); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName

const declared: Topology = { signals: ["reasoning_agents"] }; // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
const checked = { signals: ["reasoning_agents"] } satisfies Topology; // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
const handed = { signals: ["reasoning_agents"] }; // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
defineTopology(handed);

const plain = { signals: ["reasoning_agents"], stream: "signals", group: "reasoning_agents" };
await store.append({ stream: "results", fields });

new Agent({ input: "signals", output: ["grades"], group: "reasoning_agents" }); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
new Agent({ input: Stream.SIGNALS, output: "nope" }); // expect: no-raw-stream-name unknownStream
new Agent({ input: "results", output: "reviews", name: "signals" });
new PoolAgent({ input: "signals" });
class Reviewer extends Agent {
  constructor() {
    super({ input: "signals" }); // expect: no-raw-stream-name rawStreamName
  }
}
new Reviewer({ group: "reasoning_agents" }); // expect: no-raw-stream-name rawGroupName
await redis.xlen("reviews");
