import { noRawStreamName } from "../../src/rules/no-raw-stream-name.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

tester.run("no-raw-stream-name", testable(noRawStreamName), {
  valid: [
    'import { Stream } from "@handoff/contracts"; redis.xlen(Stream.SIGNALS);',
    'import { SIGNALS } from "@handoff/contracts/streams"; redis.xlen(SIGNALS);',
    'import { Stream } from "./barrel.js"; redis.xlen(Stream.SIGNALS);',
    "redis.xlen(`${prefix}signals`); redis.xlen(name); redis.xlen();",
    'redis.set("signals", 1); list.push("signals");',
    'redis.xadd("jobs", "*", "id", 1);',
    'redis.xgroup("HELP"); redis.xinfo("signals"); redis.xgroup(...args); redis.xack(...args, "reasoning_agents");',
    'redis.xreadgroup("GROUP", g, "signals", "STREAMS", s, "0"); redis.xread("COUNT", 1, "STREAMS", ...streams);',
    'redis.xread("STREAMS", s, "signals");',
    'redis.xreadgroup("GROUP", "streams", "signals", "STREAMS", s, "0");',
    {
      code: 'bus.publish("results", { id: 1 }); context.publish("results", { trace_id: 1 }); new Agent({ input: "results" });',
      settings: { handoff: { streams: { module: "@lab/streams", name: "LabStream" } } },
    },
    'mqtt.publish("home/light", { brightness: 1 });',
    'bus.publish("orders", { type: "created", data: 1 });',
    'npm.publish("signals");',
    'import { FieldName } from "@handoff/contracts"; context.publish("reviews", { [FieldName.DATA]: 1 });',
    'import { FieldName } from "@handoff/contracts"; redis.publish("output_stream", { [FieldName.DATA]: 1 });',
    'import { Stream } from "@handoff/contracts"; redis.publish("cache:invalidate", { id: 1 });',
    'const S = { MINE: "mine" } as const; redis.xlen(S.MINE); redis.xlen(Stream.SIGNALS);',
    'const table = { signals: ["reasoning_agents"], group: "reasoning_agents" }; show(table);',
    'defineTopology({ streams: { results: [r] }, agents: { A: { consumes: "results", group: "g", publishes: [] } } }); redis.xlen("results"); redis.xlen(Stream.SIGNALS);',
    'import { Agent } from "undici"; new Agent({ input: "signals" });',
    'new Agent({ input: "results", output: "reviews" });',
    'setupConsumerGroups({ results: ["reviewing_agents"] });',
    'import { Stream } from "@handoff/contracts"; redis.xgroup("CREATE", prefix + name, "passing", "0");',
    '/* handoff-external */ function f() { redis.xlen("signals"); }',
    {
      code: 'redis.xlen("signals"); bus.publish("results", { id: 1 });',
      settings: {
        handoff: { streams: { module: "@lab/streams", name: "Lab", values: { results_of_lab: "RESULTS" } } },
      },
    },
  ],
  invalid: [
    {
      code: 'redis.xlen("signals");',
      output: 'import { Stream } from "@handoff/contracts";\n\nredis.xlen(Stream.SIGNALS);',
      errors: [
        {
          messageId: "rawStreamName",
          data: { name: "signals", member: "Stream.SIGNALS", registry: "Stream" },
          line: 1,
          column: 12,
          endLine: 1,
          endColumn: 21,
        },
      ],
    },
    {
      name: "extends the import of the field names",
      code: 'import { FieldName } from "@handoff/contracts"; redis.xlen(`signals`);',
      output: 'import { FieldName, Stream } from "@handoff/contracts"; redis.xlen(Stream.SIGNALS);',
      errors: [{ messageId: "rawStreamName", line: 1, column: 60, endLine: 1, endColumn: 69 }],
    },
    {
      name: "reports a constant where it is used",
      code: 'import { Stream } from "@handoff/contracts"; const OUT = "decisions"; redis.xlen(OUT);',
      output: 'import { Stream } from "@handoff/contracts"; const OUT = "decisions"; redis.xlen(Stream.DECISIONS);',
      errors: [{ messageId: "rawStreamName", line: 1, column: 82, endLine: 1, endColumn: 85 }],
    },
    {
      name: "uses the entry of the streams, and does not extend a module that only has its name",
      code: 'import { open } from "./streams.js"; import { Stream } from "@handoff/contracts/streams"; redis.xack("signals", "reasoning_agents");',
      output: [
        'import { open } from "./streams.js"; import { Stream, ConsumerGroup } from "@handoff/contracts/streams"; redis.xack("signals", ConsumerGroup.REASONING_AGENTS);',
        'import { open } from "./streams.js"; import { Stream, ConsumerGroup } from "@handoff/contracts/streams"; redis.xack(Stream.SIGNALS, ConsumerGroup.REASONING_AGENTS);',
      ],
      errors: [
        { messageId: "rawStreamName", line: 1, column: 102, endLine: 1, endColumn: 111 },
        { messageId: "rawGroupName", line: 1, column: 113, endLine: 1, endColumn: 131 },
      ],
    },
    {
      name: "imports streams and groups together, so that two passes are enough",
      code: 'redis.xack("signals", "reasoning_agents"); redis.xack("grades", "learning_agents");',
      output: [
        'import { ConsumerGroup, Stream } from "@handoff/contracts";\n\nredis.xack(Stream.SIGNALS, "reasoning_agents"); redis.xack("grades", "learning_agents");',
        'import { ConsumerGroup, Stream } from "@handoff/contracts";\n\nredis.xack(Stream.SIGNALS, ConsumerGroup.REASONING_AGENTS); redis.xack(Stream.GRADES, ConsumerGroup.LEARNING_AGENTS);',
      ],
      errors: [
        { messageId: "rawStreamName", line: 1, column: 12, endLine: 1, endColumn: 21 },
        { messageId: "rawGroupName", line: 1, column: 23, endLine: 1, endColumn: 41 },
        { messageId: "rawStreamName", line: 1, column: 55, endLine: 1, endColumn: 63 },
        { messageId: "rawGroupName", line: 1, column: 65, endLine: 1, endColumn: 82 },
      ],
    },
    {
      name: "only suggests where the name means something else",
      code: 'import { Stream } from "node:stream"; redis.xlen("signals");',
      output: null,
      errors: [
        {
          messageId: "rawStreamName",
          line: 1,
          column: 50,
          endLine: 1,
          endColumn: 59,
          suggestions: [
            {
              messageId: "useName",
              output:
                'import { Stream } from "node:stream";\nimport { Stream as HandoffStream } from "@handoff/contracts";\n redis.xlen(HandoffStream.SIGNALS);',
            },
          ],
        },
      ],
    },
    {
      name: "takes the first half of what follows STREAMS",
      code: 'import { Stream } from "@handoff/contracts"; redis.xreadgroup("GROUP", g, "c", "NOACK", "STREAMS", "signals", "grades", "0", ">");',
      output:
        'import { Stream } from "@handoff/contracts"; redis.xreadgroup("GROUP", g, "c", "NOACK", "STREAMS", Stream.SIGNALS, Stream.GRADES, "0", ">");',
      errors: [
        { messageId: "rawStreamName", line: 1, column: 100, endLine: 1, endColumn: 109 },
        { messageId: "rawStreamName", line: 1, column: 111, endLine: 1, endColumn: 119 },
      ],
    },
    {
      code: 'import { Stream } from "@handoff/contracts"; redis.xread("STREAMS", "signals", "0", ...ids);',
      output: 'import { Stream } from "@handoff/contracts"; redis.xread("STREAMS", Stream.SIGNALS, "0", ...ids);',
      errors: [{ messageId: "rawStreamName", line: 1, column: 69, endLine: 1, endColumn: 78 }],
    },
    {
      name: "advises the function for a private stream",
      code: 'redis.xlen("signals_reasoning");',
      output: null,
      errors: [
        {
          messageId: "rawStreamName",
          data: {
            name: "signals_reasoning",
            member: 'handoffStreamName("signals", "reasoning")',
            registry: "handoffStreamName",
          },
          line: 1,
          column: 12,
          endLine: 1,
          endColumn: 31,
          suggestions: [
            {
              messageId: "useName",
              output:
                'import { handoffStreamName } from "@handoff/contracts";\n\nredis.xlen(handoffStreamName("signals", "reasoning"));',
            },
          ],
        },
      ],
    },
    {
      name: "reports an unknown stream beside a known one, and an unknown group at a known stream",
      code: 'import { Stream } from "./barrel.js"; redis.xlen("nope"); redis.xack(Stream.SIGNALS, "nobody");',
      output: null,
      errors: [
        { messageId: "unknownStream", line: 1, column: 50, endLine: 1, endColumn: 56 },
        { messageId: "unknownGroup", line: 1, column: 86, endLine: 1, endColumn: 94 },
      ],
    },
    {
      name: "reports an unknown stream that gets a payload of the protocol",
      code: 'bus.publish("orders", { trace_id: 1 }); redis.xadd("jobs", "*", "trace_id", 1); redis.xadd("jobs", "*", { trace_id: 1 });',
      output: null,
      errors: [
        { messageId: "unknownStream", line: 1, column: 13, endLine: 1, endColumn: 21 },
        { messageId: "unknownStream", line: 1, column: 52, endLine: 1, endColumn: 58 },
        { messageId: "unknownStream", line: 1, column: 92, endLine: 1, endColumn: 98 },
      ],
    },
    {
      name: "knows a Redis client by its name, type, class or module",
      code: 'import "@handoff/runtime"; import { createClient } from "redis"; const bus = createClient(); bus.publish("a", m); this.redis.publish("b", m); function f(p: RedisClientType) { p.publish("c", m); } const v = new Valkey(); v.publish("d", m); q.publish("e", m);',
      output: null,
      errors: [
        { messageId: "unknownStream", line: 1, column: 106, endLine: 1, endColumn: 109 },
        { messageId: "unknownStream", line: 1, column: 134, endLine: 1, endColumn: 137 },
        { messageId: "unknownStream", line: 1, column: 186, endLine: 1, endColumn: 189 },
        { messageId: "unknownStream", line: 1, column: 231, endLine: 1, endColumn: 234 },
      ],
    },
    {
      name: "spells the keys of a table, and knows its own names",
      code: 'import { ConsumerGroup, Stream } from "@handoff/contracts"; setupConsumerGroups({ signals: ["reasoning_agents"], "grades": g, decisions });',
      output:
        'import { ConsumerGroup, Stream } from "@handoff/contracts"; setupConsumerGroups({ [Stream.SIGNALS]: [ConsumerGroup.REASONING_AGENTS], [Stream.GRADES]: g, [Stream.DECISIONS]: decisions });',
      errors: [
        { messageId: "rawStreamName", line: 1, column: 83, endLine: 1, endColumn: 90 },
        { messageId: "rawGroupName", line: 1, column: 93, endLine: 1, endColumn: 111 },
        { messageId: "rawStreamName", line: 1, column: 114, endLine: 1, endColumn: 122 },
        { messageId: "rawStreamName", line: 1, column: 127, endLine: 1, endColumn: 136 },
      ],
    },
    {
      name: "reports an unknown name in a table where another one is known",
      code: "setupConsumerGroups({ nope: g, signals: g });",
      output: 'import { Stream } from "@handoff/contracts";\n\nsetupConsumerGroups({ nope: g, [Stream.SIGNALS]: g });',
      errors: [
        { messageId: "unknownStream", line: 1, column: 23, endLine: 1, endColumn: 27 },
        { messageId: "rawStreamName", line: 1, column: 32, endLine: 1, endColumn: 39 },
      ],
    },
    {
      name: "reports the options of an agent, of which one is known",
      code: 'import { Stream } from "@handoff/contracts"; new Agent({ input: "signals", output: "nope", name: "grades" });',
      output:
        'import { Stream } from "@handoff/contracts"; new Agent({ input: Stream.SIGNALS, output: "nope", name: "grades" });',
      errors: [
        { messageId: "rawStreamName", line: 1, column: 65, endLine: 1, endColumn: 74 },
        { messageId: "unknownStream", line: 1, column: 84, endLine: 1, endColumn: 90 },
      ],
    },
    {
      name: "knows what the runtime exports",
      code: 'import { Stream } from "@handoff/contracts"; import { Agent, watch } from "@handoff/runtime"; new Agent({ input: "signals" }); watch({ stream: "grades" });',
      output:
        'import { Stream } from "@handoff/contracts"; import { Agent, watch } from "@handoff/runtime"; new Agent({ input: Stream.SIGNALS }); watch({ stream: Stream.GRADES });',
      errors: [
        { messageId: "rawStreamName", line: 1, column: 114, endLine: 1, endColumn: 123 },
        { messageId: "rawStreamName", line: 1, column: 144, endLine: 1, endColumn: 152 },
      ],
    },
    {
      name: "knows a project's own streams",
      code: 'redis.xlen("results"); redis.xlen("signals");',
      output: 'import { LabStream } from "@lab/streams";\n\nredis.xlen(LabStream.Results); redis.xlen("signals");',
      settings: { handoff: { streams: { module: "@lab/streams", name: "LabStream", values: { results: "Results" } } } },
      errors: [
        { messageId: "rawStreamName", line: 1, column: 12, endLine: 1, endColumn: 21 },
        {
          messageId: "unknownStream",
          data: { name: "signals", member: "LabStream.SIGNALS", registry: "LabStream" },
          line: 1,
          column: 35,
          endLine: 1,
          endColumn: 44,
        },
      ],
    },
    {
      name: "derives the members of a project's own groups, and calls none unknown",
      code: 'import { LabGroup } from "@lab/streams"; redis.xack(stream, "reviewing_agents"); redis.xack("any", "reviewing_agents");',
      output:
        'import { LabGroup } from "@lab/streams"; redis.xack(stream, LabGroup.REVIEWING_AGENTS); redis.xack("any", LabGroup.REVIEWING_AGENTS);',
      settings: { handoff: { groups: { module: "@lab/streams", name: "LabGroup" } } },
      errors: [
        { messageId: "rawGroupName", line: 1, column: 61, endLine: 1, endColumn: 79 },
        { messageId: "rawGroupName", line: 1, column: 100, endLine: 1, endColumn: 118 },
      ],
    },
  ],
});
