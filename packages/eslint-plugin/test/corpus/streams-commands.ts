// @ts-nocheck
import { ConsumerGroup, FieldName, handoffStreamName, Stream } from "@handoff/contracts";

const OUT = "decisions";
const Local = { GRADES: "grades", MINE: "mine" } as const;

export async function ioredis(redis, prefix, stream, group, keys, ids) {
  await redis.xadd("signals", "*", FieldName.TYPE, "x"); // expect: no-raw-stream-name rawStreamName
  await redis.xadd(`signals`, "*", FieldName.TYPE, "x"); // expect: no-raw-stream-name rawStreamName
  await redis.xadd(OUT, "MAXLEN", "~", 1000, "*", FieldName.TYPE, "x"); // expect: no-raw-stream-name rawStreamName
  await redis.xadd(Local.GRADES, "*", FieldName.TYPE, "x"); // expect: no-raw-stream-name rawStreamName
  await redis.xadd(Local.MINE, "*", FieldName.TYPE, "x");
  await redis.xadd(Stream.SIGNALS, "*", FieldName.TYPE, "x");
  await redis.xadd(`${prefix}signals`, "*", FieldName.TYPE, "x");
  await redis.xadd(prefix + "signals", "*", FieldName.TYPE, "x");
  await redis.xadd("audit", "*", "k", "v"); // expect: no-raw-stream-name unknownStream
  await redis.xadd("signals_reasoning", "*", FieldName.TYPE, "x"); // expect: no-raw-stream-name rawStreamName
  await redis.xadd(handoffStreamName("signals", "reasoning"), "*", FieldName.TYPE, "x");
  await redis.xread("BLOCK", 0, "STREAMS", "signals", "$"); // expect: no-raw-stream-name rawStreamName
  await redis.xread("STREAMS", Stream.SIGNALS, "signals", "$", "$"); // expect: no-raw-stream-name rawStreamName
  await redis.xread("streams", ...keys, ...ids);
  await redis.xreadgroup("GROUP", "reasoning_agents", "c", "COUNT", 5, "NOACK", "STREAMS", stream, "0"); // expect: no-raw-stream-name rawGroupName
  await redis.xreadgroup("GROUP", group, "c", "BLOCK", 5, "STREAMS", "signals", "grades", ">", ">"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawStreamName
  await redis.xreadgroup("GROUP", "other", "c", "STREAMS", Stream.SIGNALS, ">"); // expect: no-raw-stream-name unknownGroup
  await redis.xreadgroup("GROUP", "other", "c", "STREAMS", stream, ">");
  await redis.xgroup("CREATE", "signals", "reasoning_agents", "$", "MKSTREAM"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await redis.xgroup("setid", Stream.SIGNALS, "reasoning_agents", "0"); // expect: no-raw-stream-name rawGroupName
  await redis.xgroup("DESTROY", "grades", ConsumerGroup.LEARNING_AGENTS); // expect: no-raw-stream-name rawStreamName
  await redis.xgroup("CREATECONSUMER", stream, ConsumerGroup.LEARNING_AGENTS, "learning_agents");
  await redis.xgroup("DELCONSUMER", "signals", stream, "c"); // expect: no-raw-stream-name rawStreamName
  await redis.xgroup("HELP");
  await redis.xack("signals", "reasoning_agents", "1-0"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await redis.xrange("signals", "-", "+"); // expect: no-raw-stream-name rawStreamName
  await redis.xrevrangeBuffer("signals", "+", "-"); // expect: no-raw-stream-name rawStreamName
  await redis.XLEN("signals"); // expect: no-raw-stream-name rawStreamName
  await redis.xpending("signals", ConsumerGroup.REASONING_AGENTS); // expect: no-raw-stream-name rawStreamName
  await redis.xautoclaim(Stream.SIGNALS, "reasoning_agents", "c", 1000, "0"); // expect: no-raw-stream-name rawGroupName
  await redis.xclaim(Stream.SIGNALS, "reasoning_agents", "c", 1000, "1-0"); // expect: no-raw-stream-name rawGroupName
  await redis.xtrim("dlq_events", "MAXLEN", 5); // expect: no-raw-stream-name rawStreamName
  await redis.pipeline().xdel("dlq_events", "1-0").exec(); // expect: no-raw-stream-name rawStreamName
  await redis.xinfo("STREAM", "signals"); // expect: no-raw-stream-name rawStreamName
  await redis.xinfo("GROUPS", "signals"); // expect: no-raw-stream-name rawStreamName
  await redis.xinfo("CONSUMERS", "signals", "reasoning_agents"); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await redis.call("XLEN", "signals"); // expect: no-raw-stream-name rawStreamName
  await redis.set("signals", "1");
}

export async function nodeRedis(client) {
  await client.xAdd("signals", "*", { [FieldName.TYPE]: "x" }); // expect: no-raw-stream-name rawStreamName
  await client.xRead({ key: "signals", id: "$" }, { COUNT: 1 }); // expect: no-raw-stream-name rawStreamName
  await client.xRead(commandOptions({ isolated: true }), [{ key: "signals", id: "$" }]); // expect: no-raw-stream-name rawStreamName
  await client.xReadGroup("reasoning_agents", "c", [{ key: Stream.SIGNALS, id: ">" }]); // expect: no-raw-stream-name rawGroupName
  await client.xReadGroup(ConsumerGroup.REASONING_AGENTS, "c", { key: "signals", id: ">" }); // expect: no-raw-stream-name rawStreamName
  await client.xGroupCreate("signals", "reasoning_agents", "0", { MKSTREAM: true }); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await client.xPendingRange("signals", ConsumerGroup.REASONING_AGENTS, "-", "+", 5); // expect: no-raw-stream-name rawStreamName
  await client.xInfoConsumers(Stream.SIGNALS, "reasoning_agents"); // expect: no-raw-stream-name rawGroupName
  await client.sendCommand(["XLEN", "signals"]); // expect: no-raw-stream-name rawStreamName
}

export async function buses(bus, redis, mqtt, context, payload, traceId) {
  await bus.publish("signals", payload); // expect: no-raw-stream-name rawStreamName
  await bus.publish("orders.created", { id: 1 });
  await bus.publish("orders.created", { [FieldName.TRACE_ID]: traceId }); // expect: no-raw-stream-name unknownStream
  await redis.publish("orders", payload); // expect: no-raw-stream-name unknownStream
  await redis.publish("cache:invalidate", payload);
  await redis.publish("output_stream", { [FieldName.TRACE_ID]: traceId });
  await mqtt.publish("home/light", { brightness: 3 });
  await context.publish("reviews", { [FieldName.TYPE]: "review", [FieldName.DATA]: payload });
  await context.publish("decisions", { [FieldName.TYPE]: "decision", [FieldName.DATA]: payload }); // expect: no-raw-stream-name rawStreamName
  npm.publish("signals");
}
