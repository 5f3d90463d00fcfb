import { requireTraceHandoff } from "../../src/rules/require-trace-handoff.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

tester.run("the judgement of a hand-off", testable(requireTraceHandoff), {
  valid: [],
  invalid: [
    {
      code: `
const OURS = randomUUID();
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  log.info("agent handoff", { incoming, OURS });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: OURS });
}`,
      errors: [
        {
          messageId: "sharedMint",
          data: { text: "OURS", line: "2" },
          line: 5,
          column: 41,
          endLine: 5,
          endColumn: 45,
          suggestions: [
            {
              messageId: "mintInside",
              output: `
const OURS = randomUUID();
async function processEvent(event) {
  const currentTraceId = crypto.randomUUID();
  const incoming = event[FieldName.TRACE_ID];
  log.info("agent handoff", { incoming, OURS: currentTraceId });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: currentTraceId });
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event: ForeignEvent) {
  const incoming = event.trace_id;
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
      errors: [
        {
          messageId: "rawTraceKey",
          data: { registry: "FieldName" },
          line: 3,
          column: 26,
          endLine: 3,
          endColumn: 34,
          suggestions: [
            {
              messageId: "useMember",
              output: `import { FieldName } from "@handoff/contracts";

async function processEvent(event: ForeignEvent) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  log.info("agent handoff", { incoming, current });
  await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: current });
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
class DecidingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    await this.emit(current);
    log.info("agent handoff", { incoming, current });
    await this.emit(incoming);
  }
  async emit(id) {
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
  }
}`,
      errors: [
        {
          messageId: "publishBeforeLog",
          line: 6,
          column: 11,
          endLine: 6,
          endColumn: 29,
          suggestions: [
            {
              messageId: "addSteps",
              output: `
class DecidingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    console.info("agent handoff", { agent: this.agentId, incoming_trace_id: incoming, current_trace_id: current });
    await this.emit(current);
    log.info("agent handoff", { incoming, current });
    await this.emit(incoming);
  }
  async emit(id) {
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
  }
}`,
            },
          ],
        },
        {
          messageId: "publishIncomingTrace",
          line: 8,
          column: 21,
          endLine: 8,
          endColumn: 29,
          suggestions: [
            {
              messageId: "carryCurrent",
              output: `
class DecidingAgent extends Agent {
  async processEvent(event) {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    await this.emit(current);
    log.info("agent handoff", { incoming, current });
    await this.emit(current);
  }
  async emit(id) {
    await publish(Stream.DECISIONS, { [FieldName.TRACE_ID]: id });
  }
}`,
            },
          ],
        },
      ],
    },
  ],
});
