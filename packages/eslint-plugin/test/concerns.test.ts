import plugin from "@handoff/eslint-plugin";
import { describe, expect, it } from "vitest";
import { mayHoldKey, mayHoldPayload } from "../src/analysis/evidence-words.js";
import { mayHandle } from "../src/analysis/handlers.js";
import { DEFAULT_PAYLOAD_OPTIONS } from "../src/analysis/payload-options.js";
import { createRegistry } from "../src/registry.js";
import { rules } from "../src/rules/index.js";
import { registriesFrom } from "../src/settings.js";
import { corpus } from "./labels.js";
import { findings } from "./lint.js";

/** Makes every text one that each rule looks into: names could be written with escapes. */
const ESCAPE = "\n// \\u0061\n";

/** The functions, classes and statements at the top of a file, each as a file of its own, where that can be parsed. */
function pieces(text: string): string[] {
  return text.split(/\n(?=[^\s)\]}])/).filter((piece) => findings(piece).every(({ fatal }) => fatal !== true));
}

function places(text: string): string[] {
  return findings(text).map(
    ({ ruleId, messageId, line, column }) => `${line}:${column} ${ruleId ?? ""} ${messageId ?? ""}`,
  );
}

describe("a rule that leaves a text alone for its words", () => {
  it.each(corpus())("would have found nothing in any piece of $name", ({ text }) => {
    for (const piece of pieces(text)) expect(places(piece)).toEqual(places(piece + ESCAPE));
  });

  it("looks into a text whose names are written with escapes", () => {
    expect(places('function f(d\\u0061ta) { d\\u0061ta["side"]; }')).toEqual(["1:35 handoff/no-raw-string-key rawKey"]);
  });

  it.each(rules.filter(({ name }) => name in plugin.rules).map(({ name }) => name))("is %s, of most texts", (name) => {
    const rule = rules.find((each) => each.name === name);
    const context = {
      sourceCode: { text: "export const answer = 42;" },
      options: [],
      settings: {},
      cwd: "/",
      filename: "",
    };
    expect(rule?.create(context as never)).toEqual({});
  });
});

describe("the words of evidence", () => {
  const { registry } = registriesFrom(undefined);
  const options = { ...DEFAULT_PAYLOAD_OPTIONS, payloadSources: ["db.load"], publishSinks: ["$send"] };

  it.each(["load(1)", "$send({})", "redis.XADD()", "deadLetterAll({})", 'import "@handoff/contracts"', "x as DbRow"])(
    "are in %s",
    (text) => {
      expect(mayHoldPayload(text, options, registry)).toBe(true);
    },
  );

  it.each(["upload(1)", "sends({})", "redis.add()", "letter({})", "x as Row", "order.side"])(
    "are not in %s",
    (text) => {
      expect(mayHoldPayload(text, options, registry)).toBe(false);
    },
  );

  it.each([
    'lastOrder.get("side")',
    "const KEY = `side`; row[KEY]",
    'data["trace_" + "id"]',
    '_.get(event, "data.type")',
    "FieldName.SIDE",
    'import * as F from "./field-name.js"',
  ])("are of a key in %s", (text) => {
    expect(mayHoldKey(text, options, registry)).toBe(true);
  });

  it.each([
    ["ordering.get(k)", "no name of a payload"],
    ["lastOrder.get(k); call(other.side)", "no key as a text"],
    ['data["type"]', "a key that anybody has"],
    ['config["side"]', "no name of a payload beside the key"],
  ])("are not of a key in %s: %s", (text) => {
    expect(mayHoldKey(text, options, registry)).toBe(false);
  });

  it("are those of any key, where the members of the registry are not known", () => {
    const own = createRegistry("Field", ["./src/lab.js"], undefined);
    expect(mayHoldKey('data["specimen"]', options, own)).toBe(true);
    expect(mayHoldKey('data["specimen"]', options, registry)).toBe(false);
  });
});

describe("the words of a handler", () => {
  it.each(["async processEvent(e) {}", "class A extends Agent { handle() {} }", "defineAgent({ handle })"])(
    "are in %s",
    (text) => {
      expect(mayHandle(text)).toBe(true);
    },
  );

  it.each(["class A { handle() {} }", "new Agent().handles()", "process.on(event)"])("are not in %s", (text) => {
    expect(mayHandle(text)).toBe(false);
  });
});
