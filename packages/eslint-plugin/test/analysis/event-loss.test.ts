import { noSwallowedEvent } from "../../src/rules/no-swallowed-event.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

const ON_EVERY_PATH = "on every path, rethrow the error or `await deadLetter(event, error)`";
const CATCH = { what: "This catch", remedy: ON_EVERY_PATH };

tester.run("the judgement of a loss", testable(noSwallowedEvent), {
  valid: [],
  invalid: [
    {
      code: `
async function processEvent(event) {
  let score;
  try { score = await doWork(event); } catch (error) { log(error); }
  if (score > limit) await publish(Stream.GRADES, { score });
}`,
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 4,
          column: 40,
          endLine: 4,
          endColumn: 45,
          suggestions: [
            {
              messageId: "rethrow",
              output: `
async function processEvent(event) {
  let score;
  try { score = await doWork(event); } catch (error) { log(error); throw error; }
  if (score > limit) await publish(Stream.GRADES, { score });
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  let failed;
  try { await doWork(event); } catch (error) { failed = error; }
  if (failed) log(failed);
}`,
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 4,
          column: 32,
          endLine: 4,
          endColumn: 37,
          suggestions: [
            {
              messageId: "rethrow",
              output: `
async function processEvent(event) {
  let failed;
  try { await doWork(event); } catch (error) { failed = error; throw error; }
  if (failed) log(failed);
}`,
            },
          ],
        },
      ],
    },
    {
      code: `
async function processEvent(event) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try { await doWork(event); return; } catch { await sleep(attempt); }
  }
}`,
      errors: [{ messageId: "swallowedEvent", data: CATCH, line: 4, column: 42, endLine: 4, endColumn: 47 }],
    },
    {
      code: `
class A extends Agent {
  async doWork(event) {
    await this.breaker.call(async () => {
      try { await publish(Stream.GRADES, {}); } catch {}
    });
  }
}`,
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 5,
          column: 49,
          endLine: 5,
          endColumn: 54,
          suggestions: [
            {
              messageId: "rethrow",
              output: `
class A extends Agent {
  async doWork(event) {
    await this.breaker.call(async () => {
      try { await publish(Stream.GRADES, {}); } catch (error) { throw error; }
    });
  }
}`,
            },
          ],
        },
      ],
    },
    {
      code: "const submit = async () => { try { await breaker.call(send); } catch { log(); } };",
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 1,
          column: 64,
          endLine: 1,
          endColumn: 69,
          suggestions: [
            {
              messageId: "rethrow",
              output: `const submit = async () => { try { await breaker.call(send); } catch (error) { log(); throw error; } };`,
            },
          ],
        },
      ],
    },
    {
      code: `
class A { 
  guard = new AgentCircuitBreaker({ agentId: "A" });
  async run(event) { try { await this.guard.call(() => this.work(event)); } catch {} }
}`,
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 4,
          column: 77,
          endLine: 4,
          endColumn: 82,
          suggestions: [
            {
              messageId: "rethrow",
              output: `
class A { 
  guard = new AgentCircuitBreaker({ agentId: "A" });
  async run(event) { try { await this.guard.call(() => this.work(event)); } catch (error) { throw error; } }
}`,
            },
          ],
        },
      ],
    },
  ],
});
