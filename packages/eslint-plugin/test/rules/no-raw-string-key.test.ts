import { noRawStringKey } from "../../src/rules/no-raw-string-key.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester({ languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } });

tester.run("no-raw-string-key", testable(noRawStringKey), {
  valid: [
    'import { FieldName } from "@handoff/contracts"; function f(data) { data[FieldName.SIDE]; }',
    "function f(data) { data.side; }",
    'function f(item) { item["side"]; }',
    'function f(data) { data["length"]; data[0]; data[`${a}`]; }',
    "function f(event: EventEnvelope) { event.toString(); event.ack(); new event.Type(); }",
    'function f(order: BrokerOrder) { order["side"]; order.side; }',
    'const order = new Map(); order.get("side");',
    'function f(data) { data["zone"]; data["type"]; }',
    "const { rows } = await db.query<{ total: number }>(sql); rows[0].total;",
    'const { rows } = await db.query("SELECT sum(x) AS total FROM t"); rows[0].total;',
    'mqtt.publish("home/light", { brightness: 1 });',
    "function f(claim, event: EventEnvelope) { return Object.assign({}, claim, { side: 1 }, event); }",
    'redis.hset("session:1", "last_seen_ip", ip);',
    {
      code: "function f(event: EventEnvelope) { event.side; const { side } = event; }",
      options: [{ dotted: "never" }],
    },
    { code: 'function f(data) { data["x_side"]; }', options: [{ ignore: ["^x_"] }] },
    { code: 'function f(data) { data["a("]; }', options: [{ ignore: ["a("] }] },
    { code: 'function f(data) { data["side"]; }', options: [{ payloadNames: ["sample"] }] },
    { code: "function f(event: EventData) { event.side; }", options: [{ externalTypes: ["EventData"] }] },
  ],
  invalid: [
    {
      code: 'import { FieldName } from "@handoff/contracts";\nconst f = (event: EventEnvelope) => Object.assign({}, event, { side: 1 });',
      output:
        'import { FieldName } from "@handoff/contracts";\nconst f = (event: EventEnvelope) => Object.assign({}, event, { [FieldName.SIDE]: 1 });',
      errors: [{ messageId: "rawKey", line: 2, column: 64, endLine: 2, endColumn: 68 }],
    },
    {
      code: 'function f(data) { data["side"]; }',
      output: 'import { FieldName } from "@handoff/contracts";\n\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [
        {
          messageId: "rawKey",
          data: { key: "side", member: "FieldName.SIDE", registry: "FieldName" },
          line: 1,
          column: 25,
          endLine: 1,
          endColumn: 31,
        },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(event: EventEnvelope) { event.side; }',
      output:
        'import { FieldName } from "@handoff/contracts"; function f(event: EventEnvelope) { event[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 90, endLine: 1, endColumn: 94 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(event: EventEnvelope) { event?.side; event\n  .side; }',
      output:
        'import { FieldName } from "@handoff/contracts"; function f(event: EventEnvelope) { event?.[FieldName.SIDE]; event\n  [FieldName.SIDE]; }',
      errors: [
        { messageId: "rawKey", line: 1, column: 91, endLine: 1, endColumn: 95 },
        { messageId: "rawKey", line: 2, column: 4, endLine: 2, endColumn: 8 },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(data) { data["type"]; }',
      output: 'import { FieldName } from "@handoff/contracts"; function f(data) { data[FieldName.TYPE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 73, endLine: 1, endColumn: 79 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; const { rows } = await db.query<{ side: string }>(sql); rows[0].side;',
      output:
        'import { FieldName } from "@handoff/contracts"; const { rows } = await db.query<{ side: string }>(sql); rows[0][FieldName.SIDE];',
      errors: [{ messageId: "rawKey", line: 1, column: 113, endLine: 1, endColumn: 117 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; const { rows } = await db.query("SELECT a AS side FROM t"); rows[0].side;',
      output:
        'import { FieldName } from "@handoff/contracts"; const { rows } = await db.query("SELECT a AS side FROM t"); rows[0][FieldName.SIDE];',
      errors: [{ messageId: "rawKey", line: 1, column: 117, endLine: 1, endColumn: 121 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(data) { return"side"in data; }',
      output: 'import { FieldName } from "@handoff/contracts"; function f(data) { return FieldName.SIDE in data; }',
      errors: [{ messageId: "rawKey", line: 1, column: 74, endLine: 1, endColumn: 80 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; const { side, symbol: s, price = 1, ...rest } = decodeEvent(raw);',
      output:
        'import { FieldName } from "@handoff/contracts"; const { [FieldName.SIDE]: side, [FieldName.SYMBOL]: s, [FieldName.PRICE]: price = 1, ...rest } = decodeEvent(raw);',
      errors: [
        { messageId: "rawKey", line: 1, column: 57, endLine: 1, endColumn: 61 },
        { messageId: "rawKey", line: 1, column: 63, endLine: 1, endColumn: 69 },
        { messageId: "rawKey", line: 1, column: 74, endLine: 1, endColumn: 79 },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; encodeEvent({ side, symbol: s, ["price"]: 1, "action": 2, rsi() {} });',
      output:
        'import { FieldName } from "@handoff/contracts"; encodeEvent({ [FieldName.SIDE]: side, [FieldName.SYMBOL]: s, [FieldName.PRICE]: 1, [FieldName.ACTION]: 2, [FieldName.RSI]() {} });',
      errors: [
        { messageId: "rawKey", line: 1, column: 63, endLine: 1, endColumn: 67 },
        { messageId: "rawKey", line: 1, column: 69, endLine: 1, endColumn: 75 },
        { messageId: "rawKey", line: 1, column: 81, endLine: 1, endColumn: 88 },
        { messageId: "rawKey", line: 1, column: 94, endLine: 1, endColumn: 102 },
        { messageId: "rawKey", line: 1, column: 107, endLine: 1, endColumn: 110 },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; encodeEvent({ symbol, [FieldName.SYMBOL]: x });',
      output: null,
      errors: [{ messageId: "rawKey", line: 1, column: 63, endLine: 1, endColumn: 69 }],
    },
    {
      name: "says of a key whose member is there that it spells another",
      code: 'import { FieldName } from "@handoff/contracts"; const d = decodeEvent(x); d.traceId; d.trace_id;',
      output:
        'import { FieldName } from "@handoff/contracts"; const d = decodeEvent(x); d.traceId; d[FieldName.TRACE_ID];',
      errors: [
        {
          messageId: "unregisteredKey",
          data: {
            key: "traceId",
            member: "FieldName.TRACE_ID",
            registry: "FieldName",
            remedy: "use FieldName.TRACE_ID if 'trace_id' is meant, or add a member of another name to the registry",
          },
          line: 1,
          column: 77,
          endLine: 1,
          endColumn: 84,
          suggestions: [
            {
              messageId: "useMember",
              output:
                'import { FieldName } from "@handoff/contracts"; const d = decodeEvent(x); d[FieldName.TRACE_ID]; d.trace_id;',
            },
          ],
        },
        { messageId: "rawKey", line: 1, column: 88, endLine: 1, endColumn: 96 },
      ],
    },
    {
      name: "fixes neither of two keys that would become one member of a registry whose members are not known",
      code: 'import { LabField } from "@lab/fields"; const d = decodeEvent(x); d["fillPrice"]; d["fill_price"]; d["side"];',
      output:
        'import { LabField } from "@lab/fields"; const d = decodeEvent(x); d["fillPrice"]; d["fill_price"]; d[LabField.SIDE];',
      settings: { handoff: { registry: { module: "@lab/fields", name: "LabField" } } },
      errors: [
        {
          messageId: "rawKey",
          line: 1,
          column: 69,
          endLine: 1,
          endColumn: 80,
          suggestions: [
            {
              messageId: "useMember",
              output:
                'import { LabField } from "@lab/fields"; const d = decodeEvent(x); d[LabField.FILL_PRICE]; d["fill_price"]; d["side"];',
            },
          ],
        },
        {
          messageId: "rawKey",
          line: 1,
          column: 85,
          endLine: 1,
          endColumn: 97,
          suggestions: [
            {
              messageId: "useMember",
              output:
                'import { LabField } from "@lab/fields"; const d = decodeEvent(x); d["fillPrice"]; d[LabField.FILL_PRICE]; d["side"];',
            },
          ],
        },
        { messageId: "rawKey", line: 1, column: 102, endLine: 1, endColumn: 108 },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(data) { data["made_up"]; }',
      output: null,
      errors: [
        {
          messageId: "unregisteredKey",
          data: {
            key: "made_up",
            member: "FieldName.MADE_UP",
            registry: "FieldName",
            remedy: "correct the key, or add FieldName.MADE_UP to the registry and use that",
          },
          line: 1,
          column: 73,
          endLine: 1,
          endColumn: 82,
          suggestions: [
            {
              messageId: "useMember",
              output: 'import { FieldName } from "@handoff/contracts"; function f(data) { data[FieldName.MADE_UP]; }',
            },
          ],
        },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; encodeEvent({ source: a });',
      output: null,
      errors: [
        {
          messageId: "rawKey",
          data: { key: "source", member: "FieldName.SOURCE_AGENT", registry: "FieldName" },
          line: 1,
          column: 63,
          endLine: 1,
          endColumn: 69,
          suggestions: [
            {
              messageId: "useMember",
              output: 'import { FieldName } from "@handoff/contracts"; encodeEvent({ [FieldName.SOURCE_AGENT]: a });',
            },
          ],
        },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(event: EventEnvelope) { event.source; }',
      output:
        'import { FieldName } from "@handoff/contracts"; function f(event: EventEnvelope) { event[FieldName.SOURCE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 90, endLine: 1, endColumn: 96 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; enum Column { Side = "side" } function f(row) { row[Column.Side]; }',
      output:
        'import { FieldName } from "@handoff/contracts"; enum Column { Side = "side" } function f(row) { row[FieldName.SIDE]; }',
      errors: [{ messageId: "registryAlias", line: 1, column: 101, endLine: 1, endColumn: 112 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; FieldName.TYPO;',
      output: null,
      errors: [
        {
          messageId: "unknownMember",
          data: { member: "TYPO", registry: "FieldName" },
          line: 1,
          column: 59,
          endLine: 1,
          endColumn: 63,
        },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; import _ from "lodash"; function f(data) { _.get(data, "indicators.rsi"); }',
      output: null,
      errors: [
        {
          messageId: "rawKey",
          data: {
            key: "indicators.rsi",
            member: "[FieldName.INDICATORS, FieldName.RSI]",
            registry: "FieldName",
          },
          line: 1,
          column: 104,
          endLine: 1,
          endColumn: 120,
        },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(sample) { sample["side"]; }',
      output: 'import { FieldName } from "@handoff/contracts"; function f(sample) { sample[FieldName.SIDE]; }',
      options: [{ payloadNames: ["sample"] }],
      errors: [{ messageId: "rawKey", line: 1, column: 77, endLine: 1, endColumn: 83 }],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(x: LabResult) { x.side; db.fetchRow().side; send(s, { side: 1 }); }',
      output:
        'import { FieldName } from "@handoff/contracts"; function f(x: LabResult) { x[FieldName.SIDE]; db.fetchRow()[FieldName.SIDE]; send(s, { [FieldName.SIDE]: 1 }); }',
      options: [{ payloadTypes: ["LabResult"], payloadSources: ["db.fetchRow"], publishSinks: ["send"] }],
      errors: [
        { messageId: "rawKey", line: 1, column: 78, endLine: 1, endColumn: 82 },
        { messageId: "rawKey", line: 1, column: 98, endLine: 1, endColumn: 102 },
        { messageId: "rawKey", line: 1, column: 114, endLine: 1, endColumn: 118 },
      ],
    },
    {
      code: 'import { FieldName } from "@handoff/contracts"; function f(event: EventData) { const { side } = event; event["side"]; }',
      output:
        'import { FieldName } from "@handoff/contracts"; function f(event: EventData) { const { side } = event; event[FieldName.SIDE]; }',
      options: [{ dotted: "never" }],
      errors: [{ messageId: "rawKey", line: 1, column: 110, endLine: 1, endColumn: 116 }],
    },
  ],
});
