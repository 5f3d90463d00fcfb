import { requireAgentState } from "../../src/rules/require-agent-state.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

tester.run("require-agent-state", testable(requireAgentState), {
  valid: [
    `
class A extends Agent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    await this.doWork(event);
    await this.states.updateHeartbeat(this.agentId);
  }
}`,
    "class A extends Agent { async processEvent(event) { await super.processEvent(event); await publish(Stream.GRADES, {}); } }",
    "class A extends Agent { async doWork(event, traceId, context) { context.publish(Stream.GRADES, {}); } }",
    "class A extends Agent { async processEvent(event) { if (isOwn(event)) await this.doWork(event); else await super.processEvent(event); } }",
    "import '@handoff/contracts'; class Agent { async processEvent(event) { await this.doWork(event); } }",
    "class Worker { async processEvent(event) { await this.doWork(event); } }",
    "class A extends Agent { async processEvent(event) { throw new Error('not yet'); } }",
    "export async function processEvent(event) { await doWork(event); }",
    "defineAgent({ async handle(event) { await doWork(event); } });",
    "/* handoff-external */ class A extends Agent { async processEvent(event) { await this.doWork(event); } }",
    `
import { BaseAgent } from "./base-agent.js";
import { Stream } from "@handoff/contracts";
class A extends BaseAgent {
  async processEvent(event) { await this.begin(); await publish(Stream.GRADES, {}); await this.end(); }
}`,
    `
class A extends Agent {
  async processEvent(event) {
    try {
      await this.states?.recordEvent(this.agentId);
      if (isHeld(event)) return;
      await this.doWork(event);
    } finally {
      void this.states?.updateHeartbeat(this.agentId);
    }
  }
}`,
    `
class A extends Agent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    try {
      await this.doWork(event);
      if (isLast(event)) { await this.states.updateHeartbeat(this.agentId); return; }
      await this.states.updateHeartbeat(this.agentId);
    } finally {
      this.close();
    }
  }
}`,
    {
      code: "class A extends Agent { async processEvent(event) { await begin(this); await this.doWork(event); await end(this); } }",
      options: [{ recordCalls: ["begin"], heartbeatCalls: ["end"] }],
    },
  ],
  invalid: [
    {
      code: "class A extends Agent { async processEvent(event) { await this.doWork(event); } }",
      errors: [{ messageId: "missingState", data: { partly: "" }, line: 1, column: 31, endLine: 1, endColumn: 43 }],
    },
    {
      code: "class A extends Agent { async processEvent(event) { await begin(this); await this.doWork(event); await end(this); } }",
      options: [{ recordCalls: ["begin"] }],
      errors: [{ messageId: "missingHeartbeat", data: { partly: "" }, line: 1, column: 31, endLine: 1, endColumn: 43 }],
    },
    {
      code: `
class A extends Agent {
  async processEvent(event) {
    await this.doWork(event);
    await this.states.recordEvent(this.agentId);
    await this.states.updateHeartbeat(this.agentId);
  }
}`,
      errors: [{ messageId: "missingRecord", data: { partly: "" }, line: 3, column: 9, endLine: 3, endColumn: 21 }],
    },
    {
      code: `
class A extends Agent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    if (isHeld(event)) return;
    await this.doWork(event);
    await this.states.updateHeartbeat(this.agentId);
  }
}`,
      errors: [
        {
          messageId: "missingHeartbeat",
          data: { partly: " on some path" },
          line: 5,
          column: 24,
          endLine: 5,
          endColumn: 31,
          suggestions: [
            {
              messageId: "addCalls",
              output: `
class A extends Agent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    if (isHeld(event)) { await this.states.updateHeartbeat(this.agentId); return; }
    await this.doWork(event);
    await this.states.updateHeartbeat(this.agentId);
  }
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
class A extends Agent {
  async processEvent(event) {
    if (this.verbose) await this.states.recordEvent(this.agentId);
    await this.doWork(event);
    if (this.verbose) await this.states.updateHeartbeat(this.agentId);
  }
}`,
      errors: [
        {
          messageId: "missingState",
          data: { partly: " on some path" },
          line: 7,
          column: 3,
          endLine: 7,
          endColumn: 4,
          suggestions: [
            {
              messageId: "addCalls",
              output: `
class A extends Agent {
  async processEvent(event) {
    await this.states.recordEvent(this.agentId);
    if (this.verbose) await this.states.recordEvent(this.agentId);
    await this.doWork(event);
    if (this.verbose) await this.states.updateHeartbeat(this.agentId);
    await this.states.updateHeartbeat(this.agentId);
  }
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
class A extends Agent {
  processEvent = async (event) => this.run(event);
  async run(event) {
    await this.states.recordEvent(this.agentId);
    await publish(Stream.GRADES, {});
  }
}`,
      errors: [{ messageId: "missingHeartbeat", data: { partly: "" }, line: 3, column: 3, endLine: 3, endColumn: 15 }],
    },
    {
      code: `
import { Agent } from "@handoff/runtime";
class OrderAgent { async handle(event) { await this.doWork(event); } }`,
      errors: [{ messageId: "missingState", data: { partly: "" }, line: 3, column: 26, endLine: 3, endColumn: 32 }],
    },
    {
      code: `
class A extends Agent {
  async process_event(event) {
    await this.doWork(event).catch(() => this.states.update_heartbeat(this.agentId));
  }
}`,
      errors: [
        {
          messageId: "missingRecord",
          data: { partly: "" },
          line: 3,
          column: 9,
          endLine: 3,
          endColumn: 22,
          suggestions: [
            {
              messageId: "addCalls",
              output: `
class A extends Agent {
  async process_event(event) {
    await this.states.record_event(this.agentId);
    await this.doWork(event).catch(() => this.states.update_heartbeat(this.agentId));
  }
}`,
            },
          ],
        },
        {
          messageId: "missingHeartbeat",
          data: { partly: " on some path" },
          line: 5,
          column: 3,
          endLine: 5,
          endColumn: 4,
          suggestions: [
            {
              messageId: "addCalls",
              output: `
class A extends Agent {
  async process_event(event) {
    await this.doWork(event).catch(() => this.states.update_heartbeat(this.agentId));
    await this.states.update_heartbeat(this.agentId);
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
  await states.recordEvent(AGENT);
  await doWork(event);
}`,
      errors: [
        {
          messageId: "missingHeartbeat",
          data: { partly: "" },
          line: 2,
          column: 16,
          endLine: 2,
          endColumn: 28,
          suggestions: [
            {
              messageId: "addCalls",
              output: `
async function processEvent(event) {
  await states.recordEvent(AGENT);
  await doWork(event);
  await states.updateHeartbeat(AGENT);
}`,
            },
          ],
        },
      ],
    },
  ],
});
