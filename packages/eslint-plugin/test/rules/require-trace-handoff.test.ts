import { requireTraceHandoff } from "../../src/rules/require-trace-handoff.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

tester.run("require-trace-handoff", testable(requireTraceHandoff), {
  valid: [
    `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  logStructured("info", "agent handoff", { incoming, current });
  const result = await doWork(event, current);
  await publish(Stream.DECISIONS, { [FieldName.DATA]: result, [FieldName.TRACE_ID]: current });
}`,
    "async function processEvent(event) { if (!isTradable(event)) return; }",
    "async function handleRequest(event) { await doWork(event); }",
    "export async function processEvent(event, hint) { return await enrich(event, hint); }",
    'async function processEvent(event) { await redis.publish("cache:invalidate", { id: 1 }); }',
    {
      code: `
async function processEvent(event) {
  const current = handOff(event);
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
      options: [{ handoffHelpers: ["handOff"] }],
    },
    {
      code: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = nextTrace();
  journal("agent handoff", { incoming, current });
  await send(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
      options: [{ traceIdGenerators: ["nextTrace"], loggers: ["journal"], publishSinks: ["send"] }],
    },
  ],
  invalid: [
    {
      code: "async function processEvent(event) { await doWork(event); }",
      errors: [
        {
          messageId: "missingHandoff",
          data: {
            missing:
              "read the incoming trace id (`event[FieldName.TRACE_ID]`), mint a new one (`crypto.randomUUID()`) and log both ids in one call",
          },
          line: 1,
          column: 16,
          endLine: 1,
          endColumn: 28,
          suggestions: [
            {
              messageId: "addSteps",
              output: `import { FieldName } from "@handoff/contracts";

async function processEvent(event) { const incomingTraceId = event[FieldName.TRACE_ID]; const currentTraceId = crypto.randomUUID(); console.info("agent handoff", { incoming_trace_id: incomingTraceId, current_trace_id: currentTraceId }); await doWork(event, currentTraceId); }`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  await doWork(event, current);
}`,
      errors: [
        {
          messageId: "missingHandoff",
          data: { missing: "log both ids in one call" },
          line: 2,
          column: 16,
          endLine: 2,
          endColumn: 28,
          suggestions: [
            {
              messageId: "addSteps",
              output: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  console.info("agent handoff", { incoming_trace_id: incoming, current_trace_id: current });
  await doWork(event, current);
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  if (verbose) log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
      errors: [
        {
          messageId: "publishBeforeLog",
          data: { branch: " when `verbose` is falsy", missing: "log both ids in one call" },
          line: 6,
          column: 9,
          endLine: 6,
          endColumn: 69,
          suggestions: [
            {
              messageId: "addSteps",
              output: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  if (verbose) log.info("agent handoff", { incoming, current });
  console.info("agent handoff", { incoming_trace_id: incoming, current_trace_id: current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  try {
    await warmUp();
    log.info("agent handoff", { incoming, current });
  } catch {
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  }
}`,
      errors: [
        {
          messageId: "publishBeforeLog",
          data: { branch: " in the catch block", missing: "log both ids in one call" },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 71,
          suggestions: [
            {
              messageId: "addSteps",
              output: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  try {
    await warmUp();
    log.info("agent handoff", { incoming, current });
  } catch {
    console.info("agent handoff", { incoming_trace_id: incoming, current_trace_id: current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  }
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  let current;
  if (event[FieldName.TYPE] === "grade") {
    current = randomUUID();
    log.info("agent handoff", { incoming, current });
  } else {
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  }
}`,
      errors: [
        {
          messageId: "publishBeforeMint",
          data: {
            branch: ' when `event[FieldName.TYPE] === "grade"` is falsy',
            missing: "mint a new one (`crypto.randomUUID()`) and log both ids in one call",
          },
          line: 9,
          column: 11,
          endLine: 9,
          endColumn: 71,
          suggestions: [
            {
              messageId: "addSteps",
              output: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  let current;
  if (event[FieldName.TYPE] === "grade") {
    current = randomUUID();
    log.info("agent handoff", { incoming, current });
  } else {
    current ??= crypto.randomUUID();
    console.info("agent handoff", { incoming_trace_id: incoming, current_trace_id: current });
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  }
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  const current = randomUUID();
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
      errors: [
        {
          messageId: "publishBeforeRead",
          data: {
            branch: "",
            missing: "read the incoming trace id (`event[FieldName.TRACE_ID]`) and log both ids in one call",
          },
          line: 4,
          column: 9,
          endLine: 4,
          endColumn: 69,
          suggestions: [
            {
              messageId: "addSteps",
              output: `import { FieldName } from "@handoff/contracts";

async function processEvent(event) {
  const current = randomUUID();
  const incomingTraceId = event[FieldName.TRACE_ID];
  console.info("agent handoff", { incoming_trace_id: incomingTraceId, current_trace_id: current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = incoming ?? randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
      errors: [
        {
          messageId: "continuedTrace",
          line: 4,
          column: 19,
          endLine: 4,
          endColumn: 43,
          suggestions: [
            {
              messageId: "mintInstead",
              output: `
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = crypto.randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
            },
          ],
        },
      ],
    },
  ],
});
