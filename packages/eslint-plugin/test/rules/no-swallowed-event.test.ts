import { noSwallowedEvent } from "../../src/rules/no-swallowed-event.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();
const ON_EVERY_PATH = "on every path, rethrow the error or `await deadLetter(event, error)`";
const CATCH = { what: "This catch", remedy: ON_EVERY_PATH };
const PROMISE = { what: "This `.catch(…)`", remedy: ON_EVERY_PATH };
const FINALLY = {
  what: "This `return` discards what the `try` threw and",
  remedy: "return after the `finally`, not in it",
};

tester.run("no-swallowed-event", testable(noSwallowedEvent), {
  valid: [
    "async function processEvent(event) { try { await doWork(event); } catch (error) { log(error); throw error; } }",
    "async function processEvent(event) { try { await doWork(event); } catch (error) { await deadLetter(event, error); } }",
    "async function processEvent(event) { try { await doWork(event); } catch (error) { await this.dlq.add(event); } }",
    "async function processEvent(event) { try { await doWork(event); } catch { await redis.xadd(Stream.DLQ_EVENTS, '*', {}); } }",
    "async function processEvent(event) { try { await doWork(event); } catch (error) { if (isFatal(error)) throw error; else await queue.requeue(event); } }",
    "async function processEvent(event) { try { await doWork(event); } catch (error) { await redis.publish('dlq_events', { error }); } }",
    "async function processEvent(event) { try { await cache.warm(); } catch {} }",
    "async function handleRequest(event) { try { await doWork(event); } catch {} }",
    "export async function processEvent(event) { try { await track(event); } catch {} }",
    "async function processEvent(event) { await doWork(event).catch(console.error); }",
    "async function processEvent(event) { await doWork(event).catch((error) => { throw wrap(error); }); }",
    "async function processEvent(event) { try { await doWork(event); } finally { close(); } }",
    `
async function processEvent(event) {
  let score;
  try { score = await doWork(event); } catch (error) { score = 0; }
  if (score > limit) await publish(Stream.GRADES, { score });
}`,
    `
class A extends Agent {
  async doWork(event) {
    try { await publish(Stream.GRADES, {}); } catch (error) { return this.fail(event, error); }
  }
  async fail(event, error) { await this.deadLetter(event, error); }
}`,
    `
async function processEvent(event) {
  let failed;
  try { await doWork(event); } catch (error) { failed = error; }
  if (failed) throw failed;
}`,
    `
async function processEvent(event) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try { await doWork(event); return; } catch { await sleep(attempt); }
  }
  throw new Error("tried three times");
}`,
    `
class A extends Agent {
  async processEvent(event) {
    await publish(Stream.GRADES, {});
    try { metrics.count(event[FieldName.TYPE]); } catch {}
  }
}`,
    "const quote = async () => { try { return await breaker.call(fetchQuote); } catch { return lastQuote; } };",
    "it('opens', async () => { try { await breaker.call(fail); } catch {} });",
    "/* handoff-external */ async function processEvent(event) { try { await doWork(event); } catch {} }",
    {
      code: "async function processEvent(event) { try { await send(event); } catch (error) { await bury(event, error); } }",
      options: [{ handoffHelpers: ["bury"], publishSinks: ["send"] }],
    },
  ],
  invalid: [
    {
      code: `
class A extends Agent {
  async processEvent(event) {
    try { parse(event[FieldName.DATA]); } catch (error) { if (isOdd(error)) return; }
    await publish(Stream.GRADES, {});
  }
}`,
      errors: [{ messageId: "swallowedEvent", data: CATCH, line: 4, column: 43, endLine: 4, endColumn: 48 }],
    },
    {
      code: `
async function processEvent(event) {
  try {
    try { await doWork(event); } catch (error) { throw wrap(error); }
  } catch {}
}`,
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 5,
          column: 5,
          endLine: 5,
          endColumn: 10,
          suggestions: [
            {
              messageId: "rethrow",
              output: `
async function processEvent(event) {
  try {
    try { await doWork(event); } catch (error) { throw wrap(error); }
  } catch (error) { throw error; }
}`,
            },
          ],
        },
      ],
    },
    {
      code: "async function processEvent(event) { try { await doWork(event); } catch (error) { log(error); } }",
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 1,
          column: 67,
          endLine: 1,
          endColumn: 72,
          suggestions: [
            {
              messageId: "rethrow",
              output: `async function processEvent(event) { try { await doWork(event); } catch (error) { log(error); throw error; } }`,
            },
          ],
        },
      ],
    },
    {
      code: "async function processEvent(event) { try { await doWork(event); } catch (error) { await this.dlq.list(); } }",
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 1,
          column: 67,
          endLine: 1,
          endColumn: 72,
          suggestions: [
            {
              messageId: "rethrow",
              output: `async function processEvent(event) { try { await doWork(event); } catch (error) { await this.dlq.list(); throw error; } }`,
            },
          ],
        },
      ],
    },
    {
      code: "async function processEvent(event) { try { await doWork(event); } catch (error) { if (isFatal(error)) throw error; } }",
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 1,
          column: 67,
          endLine: 1,
          endColumn: 72,
          suggestions: [
            {
              messageId: "rethrow",
              output: `async function processEvent(event) { try { await doWork(event); } catch (error) { if (isFatal(error)) throw error; throw error; } }`,
            },
          ],
        },
      ],
    },
    {
      code: "async function processEvent(event) { try { await send(event); } catch (error) { await bury(event, error); } }",
      options: [{ publishSinks: ["send"] }],
      errors: [
        {
          messageId: "swallowedEvent",
          data: CATCH,
          line: 1,
          column: 65,
          endLine: 1,
          endColumn: 70,
          suggestions: [
            {
              messageId: "rethrow",
              output: `async function processEvent(event) { try { await send(event); } catch (error) { await bury(event, error); throw error; } }`,
            },
          ],
        },
      ],
    },
    {
      code: "async function processEvent(event) { await doWork(event).catch((error) => log(error)); }",
      errors: [
        {
          messageId: "swallowedEvent",
          data: PROMISE,
          line: 1,
          column: 58,
          endLine: 1,
          endColumn: 63,
          suggestions: [
            {
              messageId: "rethrow",
              output: `async function processEvent(event) { await doWork(event).catch((error) => { log(error); throw error; }); }`,
            },
          ],
        },
      ],
    },
    {
      code: "async function processEvent(event) { try { await doWork(event); } finally { return; } }",
      errors: [{ messageId: "swallowedEvent", data: FINALLY, line: 1, column: 77, endLine: 1, endColumn: 84 }],
    },
  ],
});
