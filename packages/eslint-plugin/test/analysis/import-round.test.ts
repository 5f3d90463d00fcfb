import { Linter } from "eslint";
import plugin from "@handoff/eslint-plugin";
import { describe, expect, it } from "vitest";
import { findings, type LintOptions } from "../lint.js";

const KEYS_AND_STREAMS = `function f(data) { data["side"]; data["price"]; }
redis.xack("signals", "reasoning_agents");
`;
const BOTH = { "handoff/no-raw-string-key": "error", "handoff/no-raw-stream-name": "error" } as const;

/** The text after one pass of fixes, as a host makes it that makes one a run: a fix that touches another waits. */
function onePass(text: string, options: LintOptions = {}): string {
  const fixes = findings(text, { rules: BOTH, ...options }).flatMap(({ fix }) => fix ?? []);
  let [result, end] = ["", -1];
  for (const { range, text: replacement } of fixes.sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])) {
    if (range[0] <= end) continue;
    result += text.slice(Math.max(end, 0), range[0]) + replacement;
    end = range[1];
  }
  return result + text.slice(Math.max(end, 0));
}

describe("a round of imports", () => {
  it("has the first fix of a file import what the fixes of both rules need, so that two passes are enough", () => {
    expect(onePass(onePass(KEYS_AND_STREAMS)))
      .toBe(`import { ConsumerGroup, FieldName, Stream } from "@handoff/contracts";

function f(data) { data[FieldName.SIDE]; data[FieldName.PRICE]; }
redis.xack(Stream.SIGNALS, ConsumerGroup.REASONING_AGENTS);
`);
  });

  it("imports nothing for a rule that is off", () => {
    const keys = { "handoff/no-raw-string-key": "error" } as const;
    expect(onePass(KEYS_AND_STREAMS, { rules: keys })).toContain('import { FieldName } from "@handoff/contracts";\n');
    const streams = { "handoff/no-raw-stream-name": "error" } as const;
    expect(onePass(KEYS_AND_STREAMS, { rules: streams })).toContain(
      'import { ConsumerGroup, Stream } from "@handoff/contracts";\n',
    );
  });

  it("imports nothing for findings that a comment may turn off", () => {
    const text = KEYS_AND_STREAMS.replace("redis", "// eslint-disable-next-line handoff/no-raw-stream-name\nredis");
    expect(onePass(text)).toContain('import { FieldName } from "@handoff/contracts";\n');
  });

  it("leaves a comment that turns a rule off above its line", () => {
    const comment = "// eslint-disable-next-line handoff/no-raw-string-key";
    expect(onePass(`${comment}\n${KEYS_AND_STREAMS}`)).toContain(`;\n\n${comment}\nfunction f(data) { data["side"]; `);
  });

  it("imports nothing for findings that only a person can mend", () => {
    const text = 'function f(data) { data["side"]; }\nredis.xack("audit", "auditors");\n';
    expect(onePass(text)).toContain('import { FieldName } from "@handoff/contracts";\n');
  });

  it("extends a type-only import for both rules", () => {
    const text = `import type { FieldName } from "@handoff/contracts";\n${KEYS_AND_STREAMS}`;
    expect(onePass(text)).toContain('import { FieldName, ConsumerGroup, Stream } from "@handoff/contracts";\n');
  });

  it("leaves a name that means something else in the file alone", () => {
    const text = `const Stream = 1;\n${KEYS_AND_STREAMS}`;
    expect(onePass(text)).toContain('import { ConsumerGroup, FieldName } from "@handoff/contracts";\n');
  });

  it("has registries of one project's own modules imported together", () => {
    const settings = {
      handoff: {
        registry: { module: "./src/fields.js", name: "Field", values: { side: "SIDE", price: "PRICE" } },
        streams: { module: "./src/channels.js", name: "Streams", values: { signals: "SIGNALS" } },
        groups: { module: "./src/channels.js", name: "Groups", values: { reasoning_agents: "REASONING" } },
      },
    };
    expect(onePass(onePass(KEYS_AND_STREAMS, { settings }), { settings })).toBe(`import { Field } from "./fields.js";
import { Groups, Streams } from "./channels.js";

function f(data) { data[Field.SIDE]; data[Field.PRICE]; }
redis.xack(Streams.SIGNALS, Groups.REASONING);
`);
  });

  it("is a round of its own for each run over the same tree", () => {
    const config = { plugins: { handoff: plugin }, rules: BOTH };
    const linter = new Linter();
    const first = linter.verify(KEYS_AND_STREAMS, config);
    const again = linter.verify(linter.getSourceCode(), config);
    expect(again).toEqual(first);
    expect(first.map(({ fix }) => fix)).not.toContain(undefined);
  });
});

describe("keys of one chain", () => {
  const chain =
    'import { FieldName } from "@handoff/contracts";\nfunction f(event: EventData) { event.data.indicators.rsi; }';

  it("are fixed in one pass, although their edits touch", () => {
    expect(onePass(chain)).toBe(
      'import { FieldName } from "@handoff/contracts";\nfunction f(event: EventData) { event[FieldName.DATA][FieldName.INDICATORS][FieldName.RSI]; }',
    );
  });

  it("stop at a key that only a person can mend", () => {
    expect(onePass(chain.replace("indicators", "made_up"))).toBe(
      'import { FieldName } from "@handoff/contracts";\nfunction f(event: EventData) { event[FieldName.DATA].made_up[FieldName.RSI]; }',
    );
  });
});
