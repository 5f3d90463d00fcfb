import { noDynamicField } from "../../src/rules/no-dynamic-field.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();

tester.run("no-dynamic-field", testable(noDynamicField), {
  valid: [
    'import { FieldName } from "@handoff/contracts"; encodeEvent({ [FieldName.SIDE]: 1 });',
    'const K = "side"; encodeEvent({ [K]: 1, ["si" + "de"]: 2, [`side`]: 3 });',
    'let k = "side"; encodeEvent({ [k]: 1 });',
    'import { FieldName } from "@handoff/contracts"; const { SIDE } = FieldName; encodeEvent({ [SIDE]: 1 });',
    'import { Columns, SIDE } from "./columns.js"; const S = Columns.SIDE; encodeEvent({ [SIDE]: 1, [S]: 2, [Columns.SIDE]: 3 });',
    'import { Columns } from "./columns.js"; const { SIDE } = Columns; encodeEvent({ [SIDE]: 1 });',
    "function f(i: number, s: symbol) { encodeEvent({ [i]: 1, [s]: 2, [0]: 3, [Symbol.iterator]: 4, [i + 1]: 5 }); }",
    'const mark = Symbol("mark"); for (let i = 0; i < 3; i++) encodeEvent({ [mark]: 1, [i]: 2 });',
    "function f(event: EventData, k) { return event[k]; }",
    "function f(list: EventData[], k, event: EventData) { list[k] = event; }",
    "function f(event, k) { event[k] = 1; }",
    "function f(k) { log({ [k]: 1 }); }",
    'function f(k) { redis.hset("counters", { [k]: 1 }); }',
    'function f(k) { encodeEvent({ type: "agent_result", data: { [k]: 1, nested: { [k]: 2 } } }); }',
    "/* handoff-external */ function f(order: EventData, k) { order[k] = 1; }",
    "function f(k) { send({ [k]: 1 }); }",
    { code: "function f(k) { encodeEvent({ [k.name]: 1 }); }", options: [{ ignore: ["\\.name$"] }] },
  ],
  invalid: [
    {
      code: "function f(k) { encodeEvent({ [k.names]: 1 }); }",
      options: [{ ignore: ["\\.name$"] }],
      errors: [{ messageId: "dynamicField", line: 1, column: 32, endLine: 1, endColumn: 39 }],
    },
    {
      code: "function f(k) { encodeEvent({ [k]: 1 }); }",
      errors: [
        {
          messageId: "dynamicField",
          data: { text: "k", registry: "FieldName" },
          line: 1,
          column: 32,
          endLine: 1,
          endColumn: 33,
        },
      ],
    },
    {
      code: 'let k = "side"; k = other; encodeEvent({ [k]: 1 });',
      errors: [{ messageId: "dynamicField", line: 1, column: 43, endLine: 1, endColumn: 44 }],
    },
    {
      code: "const k = keyOf(1); encodeEvent({ [k]: 1, [`a${k}`]: 2, [FieldName[k]]: 3, [keyOf(2)]: 4 });",
      errors: [
        { messageId: "dynamicField", line: 1, column: 36, endLine: 1, endColumn: 37 },
        { messageId: "dynamicField", line: 1, column: 44, endLine: 1, endColumn: 51 },
        { messageId: "dynamicField", line: 1, column: 58, endLine: 1, endColumn: 70 },
        { messageId: "dynamicField", line: 1, column: 77, endLine: 1, endColumn: 85 },
      ],
    },
    {
      code: "function f(event: EventData, k: keyof EventData) { event[k] = 1; }",
      errors: [{ messageId: "dynamicField", line: 1, column: 58, endLine: 1, endColumn: 59 }],
    },
    {
      code: 'for (const k of ["side", "symbol"]) encodeEvent({ [k]: 1 });',
      errors: [{ messageId: "dynamicField", line: 1, column: 52, endLine: 1, endColumn: 53 }],
    },
    {
      code: 'function f(event: EventData, k = "side") { event[k] = 1; event[k] += 1; event[k]++; event[k.name] = 2; event["a" + k] = 3; }',
      errors: [
        { messageId: "dynamicField", line: 1, column: 50, endLine: 1, endColumn: 51 },
        { messageId: "dynamicField", line: 1, column: 64, endLine: 1, endColumn: 65 },
        { messageId: "dynamicField", line: 1, column: 79, endLine: 1, endColumn: 80 },
        { messageId: "dynamicField", line: 1, column: 91, endLine: 1, endColumn: 97 },
        { messageId: "dynamicField", line: 1, column: 110, endLine: 1, endColumn: 117 },
      ],
    },
    {
      code: 'function f(k) { redis.hset("position:1", { symbol: 1, [k]: 1 }); }',
      errors: [{ messageId: "dynamicField", line: 1, column: 56, endLine: 1, endColumn: 57 }],
    },
    {
      code: 'function f(k) { encodeEvent({ type: "trading_signal", data: { [k]: 1 } }); }',
      errors: [{ messageId: "dynamicField", line: 1, column: 64, endLine: 1, endColumn: 65 }],
    },
    {
      code: "function f(k) { send({ [k]: 1 }); }",
      options: [{ publishSinks: ["send"] }],
      errors: [{ messageId: "dynamicField", line: 1, column: 25, endLine: 1, endColumn: 26 }],
    },
  ],
});
