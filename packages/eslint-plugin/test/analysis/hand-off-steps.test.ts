import { requireTraceHandoff } from "../../src/rules/require-trace-handoff.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

tester.run("the steps that a suggestion writes", testable(requireTraceHandoff), {
  valid: [],
  invalid: [
    {
      code: `
import { FieldName } from "@handoff/contracts";
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.DATA]: {} });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: incoming });
  await publish(Stream.DECISIONS, { ...event });
  await doWork(event);
}`,
      errors: [
        {
          messageId: "publishWithoutTrace",
          line: 7,
          column: 9,
          endLine: 7,
          endColumn: 60,
          suggestions: [
            {
              messageId: "carryCurrent",
              output: `
import { FieldName } from "@handoff/contracts";
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.DATA]: {}, [FieldName.TRACE_ID]: current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: incoming });
  await publish(Stream.DECISIONS, { ...event });
  await doWork(event);
}`,
            },
          ],
        },
        {
          messageId: "publishIncomingTrace",
          line: 8,
          column: 37,
          endLine: 8,
          endColumn: 67,
          suggestions: [
            {
              messageId: "carryCurrent",
              output: `
import { FieldName } from "@handoff/contracts";
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.DATA]: {} });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
  await publish(Stream.DECISIONS, { ...event });
  await doWork(event);
}`,
            },
          ],
        },
        {
          messageId: "publishIncomingTrace",
          line: 9,
          column: 37,
          endLine: 9,
          endColumn: 45,
          suggestions: [
            {
              messageId: "carryCurrent",
              output: `
import { FieldName } from "@handoff/contracts";
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.DATA]: {} });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: incoming });
  await publish(Stream.DECISIONS, { ...event, [FieldName.TRACE_ID]: current });
  await doWork(event);
}`,
            },
          ],
        },
        {
          messageId: "workWithoutTrace",
          line: 10,
          column: 9,
          endLine: 10,
          endColumn: 22,
          suggestions: [
            {
              messageId: "passCurrent",
              output: `
import { FieldName } from "@handoff/contracts";
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.DATA]: {} });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: incoming });
  await publish(Stream.DECISIONS, { ...event });
  await doWork(event, current);
}`,
            },
          ],
        },
      ],
    },
  ],
});
