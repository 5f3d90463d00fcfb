import { noRawStringKey } from "../../src/rules/no-raw-string-key.js";
import { RuleTester, testable } from "../rule-tester.js";

const tester = new RuleTester();
const script = new RuleTester({ languageOptions: { sourceType: "commonjs" } });

tester.run("the import of a fix", testable(noRawStringKey), {
  valid: [],
  invalid: [
    {
      name: "extends an import",
      code: 'import { Stream } from "@handoff/contracts";\nfunction f(data) { data["side"]; }',
      output: 'import { Stream, FieldName } from "@handoff/contracts";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 25, endLine: 2, endColumn: 31 }],
    },
    {
      name: "uses an alias",
      code: 'import { FieldName as F } from "@handoff/contracts";\nfunction f(data) { data["side"]; }',
      output: 'import { FieldName as F } from "@handoff/contracts";\nfunction f(data) { data[F.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 25, endLine: 2, endColumn: 31 }],
    },
    {
      name: "uses a namespace",
      code: 'import * as contracts from "@handoff/contracts";\nfunction f(data) { data["side"]; }',
      output: 'import * as contracts from "@handoff/contracts";\nfunction f(data) { data[contracts.FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 25, endLine: 2, endColumn: 31 }],
    },
    {
      name: "turns a type-only import into one of values",
      code: 'import type { FieldName } from "@handoff/contracts";\nfunction f(data, key: FieldName) { data["side"]; }',
      output:
        'import { FieldName } from "@handoff/contracts";\nfunction f(data, key: FieldName) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 41, endLine: 2, endColumn: 47 }],
    },
    {
      name: "leaves the neighbours of a type-only import types",
      code: 'import type { FieldName, EventData } from "@handoff/contracts";\nfunction f(data: EventData) { data["side"]; }',
      output:
        'import { FieldName, type EventData } from "@handoff/contracts";\nfunction f(data: EventData) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 36, endLine: 2, endColumn: 42 }],
    },
    {
      name: "removes an inline type modifier",
      code: 'import { type FieldName, Stream } from "@handoff/contracts";\nfunction f(data) { data["side"]; }',
      output: 'import { FieldName, Stream } from "@handoff/contracts";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 25, endLine: 2, endColumn: 31 }],
    },
    {
      name: "does not add a value to an import of types",
      code: "import type { EventData } from '@handoff/contracts'\nfunction f(data: EventData) { data['side'] }",
      output:
        "import type { EventData } from '@handoff/contracts'\nimport { FieldName } from '@handoff/contracts'\nfunction f(data: EventData) { data[FieldName.SIDE] }",
      errors: [{ messageId: "rawKey", line: 2, column: 36, endLine: 2, endColumn: 42 }],
    },
    {
      name: "adds the import once for two keys, in two passes",
      code: 'function f(data) { data["side"]; data["symbol"]; }',
      output: [
        'import { FieldName } from "@handoff/contracts";\n\nfunction f(data) { data[FieldName.SIDE]; data["symbol"]; }',
        'import { FieldName } from "@handoff/contracts";\n\nfunction f(data) { data[FieldName.SIDE]; data[FieldName.SYMBOL]; }',
      ],
      errors: [
        { messageId: "rawKey", line: 1, column: 25, endLine: 1, endColumn: 31 },
        { messageId: "rawKey", line: 1, column: 39, endLine: 1, endColumn: 47 },
      ],
    },
    {
      name: "goes below a hashbang, directives and other imports",
      code: '#!/usr/bin/env node\n"use strict";\nimport a from "a"; // why\nfunction f(data) { data["side"]; }',
      output:
        '#!/usr/bin/env node\n"use strict";\nimport a from "a"; // why\nimport { FieldName } from "@handoff/contracts";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 4, column: 25, endLine: 4, endColumn: 31 }],
    },
    {
      name: "goes below the packages and above the project's own modules",
      code: 'import a from "a";\nimport b from "./b.js";\nimport c from "@/c";\nfunction f(data) { data["side"]; }',
      output:
        'import a from "a";\nimport { FieldName } from "@handoff/contracts";\nimport b from "./b.js";\nimport c from "@/c";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 4, column: 25, endLine: 4, endColumn: 31 }],
    },
    {
      name: "goes above modules of the project, and above what is said of the first",
      code: '/* Licence. */\n\n// @ts-expect-error It has no types.\nimport b from "./b.js";\nfunction f(data) { data["side"]; }',
      output:
        '/* Licence. */\n\nimport { FieldName } from "@handoff/contracts";\n// @ts-expect-error It has no types.\nimport b from "./b.js";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 5, column: 25, endLine: 5, endColumn: 31 }],
    },
    {
      name: "goes below the other modules when the registry is one",
      code: 'import b from "./b.js";\nimport a from "a";\nfunction f(data) { data["side"]; }',
      output:
        'import b from "./b.js";\nimport a from "a";\nimport { FieldName } from "./fields.js";\nfunction f(data) { data[FieldName.SIDE]; }',
      filename: "file.ts",
      settings: { handoff: { registry: { module: "./fields.js", values: { side: "SIDE" } } } },
      errors: [{ messageId: "rawKey", line: 3, column: 25, endLine: 3, endColumn: 31 }],
    },
    {
      name: "takes a line where the names of an import have one each",
      code: 'import {\n  ConsumerGroup,\n  Stream,\n} from "@handoff/contracts";\nfunction f(data) { data["side"]; }',
      output:
        'import {\n  ConsumerGroup,\n  Stream,\n  FieldName,\n} from "@handoff/contracts";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 5, column: 25, endLine: 5, endColumn: 31 }],
    },
    {
      name: "keeps the lines of a type-only import",
      code: 'import type {\n  EventData,\n  FieldName,\n} from "@handoff/contracts";\nfunction f(data: EventData) { data["side"]; }',
      output:
        'import {\n  type EventData,\n  FieldName,\n} from "@handoff/contracts";\nfunction f(data: EventData) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 5, column: 36, endLine: 5, endColumn: 42 }],
    },
    {
      name: "goes below a directive alone",
      code: '"use client";\nfunction f(data) { data["side"]; }',
      output:
        '"use client";\nimport { FieldName } from "@handoff/contracts";\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 2, column: 25, endLine: 2, endColumn: 31 }],
    },
    {
      name: "goes below a licence and above the documentation of the first declaration",
      code: '#!/usr/bin/env node\n/* Licence. */\n\n/** Documents f. */\nfunction f(data) { data["side"]; }',
      output:
        '#!/usr/bin/env node\n/* Licence. */\n\nimport { FieldName } from "@handoff/contracts";\n\n/** Documents f. */\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 5, column: 25, endLine: 5, endColumn: 31 }],
    },
    {
      name: "keeps a byte order mark first",
      code: '\uFEFFfunction f(data) { data["side"]; }',
      output: '\uFEFFimport { FieldName } from "@handoff/contracts";\n\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 25, endLine: 1, endColumn: 31 }],
    },
    {
      name: "only suggests, under a free name, where the registry's name means something else",
      code: 'function f(data, FieldName) { data["side"]; }',
      output: null,
      errors: [
        {
          messageId: "rawKey",
          line: 1,
          column: 36,
          endLine: 1,
          endColumn: 42,
          suggestions: [
            {
              messageId: "useMember",
              output:
                'import { FieldName as HandoffFieldName } from "@handoff/contracts";\n\nfunction f(data, FieldName) { data[HandoffFieldName.SIDE]; }',
            },
          ],
        },
      ],
    },
    {
      name: "only suggests where an import is shadowed",
      code: 'import { FieldName } from "@handoff/contracts"; function f(data, FieldName) { data["side"]; }',
      output: null,
      errors: [
        {
          messageId: "rawKey",
          line: 1,
          column: 84,
          endLine: 1,
          endColumn: 90,
          suggestions: [
            {
              messageId: "useMember",
              output:
                'import { FieldName, FieldName as HandoffFieldName } from "@handoff/contracts"; function f(data, FieldName) { data[HandoffFieldName.SIDE]; }',
            },
          ],
        },
      ],
    },
    {
      name: "imports a project's own registry by its name, even from a module named like it, and derives the members",
      code: 'function f(data) { data["fillPrice"]; }',
      output: 'import { LabField } from "../lab-field.js";\n\nfunction f(data) { data[LabField.FILL_PRICE]; }',
      filename: "src/file.ts",
      settings: { handoff: { registry: { module: "./lab-field.js", name: "LabField" } } },
      errors: [{ messageId: "rawKey", line: 1, column: 25, endLine: 1, endColumn: 36 }],
    },
    {
      name: "knows the members of a project's own registry",
      code: 'import { LabField } from "@lab/fields"; function f(data) { data["side"]; data["other"]; LabField.OTHER; }',
      output:
        'import { LabField } from "@lab/fields"; function f(data) { data[LabField.Side]; data["other"]; LabField.OTHER; }',
      settings: { handoff: { registry: { module: "@lab/fields", name: "LabField", values: { side: "Side" } } } },
      errors: [
        { messageId: "rawKey", line: 1, column: 65, endLine: 1, endColumn: 71 },
        {
          messageId: "unregisteredKey",
          line: 1,
          column: 79,
          endLine: 1,
          endColumn: 86,
          suggestions: [
            {
              messageId: "useMember",
              output:
                'import { LabField } from "@lab/fields"; function f(data) { data["side"]; data[LabField.OTHER]; LabField.OTHER; }',
            },
          ],
        },
        { messageId: "unknownMember", line: 1, column: 98, endLine: 1, endColumn: 103 },
      ],
    },
    {
      name: "reaches a registry whose module exports the members",
      code: 'import * as FieldName from "../field-name.js"; function f(data) { data["side"]; FieldName.TYPO; }',
      output:
        'import * as FieldName from "../field-name.js"; function f(data) { data[FieldName.SIDE]; FieldName.TYPO; }',
      settings: { handoff: { registry: { module: ["@handoff/contracts", "./src/field-name.ts"] } } },
      errors: [
        { messageId: "rawKey", line: 1, column: 72, endLine: 1, endColumn: 78 },
        { messageId: "unknownMember", line: 1, column: 91, endLine: 1, endColumn: 95 },
      ],
    },
  ],
});

script.run("the require of a fix", testable(noRawStringKey), {
  valid: ['const { FieldName } = require("@handoff/contracts"); function f(data) { data[FieldName.SIDE]; }'],
  invalid: [
    {
      code: 'const { FieldName } = require("@handoff/contracts"); function f(data) { data["side"]; }',
      output: 'const { FieldName } = require("@handoff/contracts"); function f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 78, endLine: 1, endColumn: 84 }],
    },
    {
      code: 'const contracts = require("@handoff/contracts"); function f(data) { data["side"]; }',
      output: 'const contracts = require("@handoff/contracts"); function f(data) { data[contracts.FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 74, endLine: 1, endColumn: 80 }],
    },
    {
      code: 'const { Stream } = require("@handoff/contracts"); function f(data) { data["side"]; }',
      output: 'const { Stream, FieldName } = require("@handoff/contracts"); function f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 1, column: 75, endLine: 1, endColumn: 81 }],
    },
    {
      code: '"use strict";\nconst fs = require("node:fs");\nfunction f(data) { data["side"]; }',
      output:
        '"use strict";\nconst fs = require("node:fs");\nconst { FieldName } = require("@handoff/contracts");\nfunction f(data) { data[FieldName.SIDE]; }',
      errors: [{ messageId: "rawKey", line: 3, column: 25, endLine: 3, endColumn: 31 }],
    },
  ],
});

tester.run("the import of a fix in CommonJS that TypeScript compiles", testable(noRawStringKey), {
  valid: [
    {
      code: 'import contracts = require("@handoff/contracts");\nfunction f(data) { data[contracts.FieldName.SIDE]; }',
      filename: "src/file.cts",
    },
  ],
  invalid: [
    {
      name: "keeps its types",
      code: 'import os = require("node:os");\nfunction f(row: DbRow) { row.side; }',
      output:
        'import os = require("node:os");\nimport contracts = require("@handoff/contracts");\nfunction f(row: DbRow) { row[contracts.FieldName.SIDE]; }',
      filename: "src/file.cts",
      errors: [{ messageId: "rawKey", line: 2, column: 30, endLine: 2, endColumn: 34 }],
    },
    {
      name: "uses the namespace that is there",
      code: 'import wire = require("@handoff/contracts");\nfunction f(row: DbRow) { row.side; }',
      output: 'import wire = require("@handoff/contracts");\nfunction f(row: DbRow) { row[wire.FieldName.SIDE]; }',
      filename: "src/file.cts",
      errors: [{ messageId: "rawKey", line: 2, column: 30, endLine: 2, endColumn: 34 }],
    },
    {
      name: "takes a name that means nothing yet",
      code: "function f(row: DbRow, contracts) { row.side; }",
      output:
        'import contracts_ = require("@handoff/contracts");\n\nfunction f(row: DbRow, contracts) { row[contracts_.FieldName.SIDE]; }',
      filename: "src/file.cts",
      errors: [{ messageId: "rawKey", line: 1, column: 41, endLine: 1, endColumn: 45 }],
    },
    {
      name: "is named by a registry whose module exports the members",
      code: "function f(row: DbRow) { row.side; }",
      output: 'import FieldName = require("./field-name.cjs");\n\nfunction f(row: DbRow) { row[FieldName.SIDE]; }',
      filename: "file.cts",
      settings: {
        handoff: { registry: { module: ["./field-name.cjs", "@handoff/contracts"], values: { side: "SIDE" } } },
      },
      errors: [{ messageId: "rawKey", line: 1, column: 30, endLine: 1, endColumn: 34 }],
    },
    {
      name: "is an import where the file has imports",
      code: 'import os from "node:os";\nfunction f(row: DbRow) { row.side; }',
      output:
        'import os from "node:os";\nimport { FieldName } from "@handoff/contracts";\nfunction f(row: DbRow) { row[FieldName.SIDE]; }',
      filename: "src/file.cts",
      errors: [{ messageId: "rawKey", line: 2, column: 30, endLine: 2, endColumn: 34 }],
    },
  ],
});
