import { DEFAULT_MODULE, type Registry } from "../registry.js";
import { baseName } from "./modules.js";
import { isSameEvidence, type PayloadOptions } from "./payload-options.js";

/** What every text must have in it somewhere that takes, makes or sends a payload: the names the analyses look for. */
const EVIDENCE = [
  ...["processEvent", "process_event", "doWork", "_doWork", "handle"],
  ...["decodeEvent", "parseEvent", "xread", "xreadgroup", "xrange", "xrevrange", "xautoclaim", "xclaim", "query"],
  ...["publish", "emitEvent", "encodeEvent", "xadd", "hgetall", "hset", "hmset", "hget", "hmget", "hdel", "hexists"],
  ...["hincrby", "hincrbyfloat", "hsetnx", "hstrlen"],
];

interface Words {
  readonly options: PayloadOptions;
  readonly payload: RegExp;
  readonly key: RegExp;
}

const words = new WeakMap<Registry, Words>();

/**
 * Whether a text can have a payload in it for which there is more than a name. Names and commands are written out, or
 * with escapes; the caller sees to those.
 */
export function mayHoldPayload(text: string, options: PayloadOptions, registry: Registry): boolean {
  return wordsOf(options, registry).payload.test(text);
}

/** Whether a text can have a key in it that is to be spelt through the registry, or one of its members. */
export function mayHoldKey(text: string, options: PayloadOptions, registry: Registry): boolean {
  const { payload, key } = wordsOf(options, registry);
  return payload.test(text) || key.test(text);
}

function wordsOf(options: PayloadOptions, registry: Registry): Words {
  const known = words.get(registry);
  if (known && isSameEvidence(known.options, options)) return known;
  const made = { options, payload: payloadWords(options, registry), key: keyWords(options, registry) };
  words.set(registry, made);
  return made;
}

function payloadWords({ payloadTypes, payloadSources, publishSinks }: PayloadOptions, { modules }: Registry): RegExp {
  // Of `db.load` only the last name need be together.
  const functions = [...payloadSources, ...publishSinks].map((name) => name.slice(name.lastIndexOf(".") + 1));
  const names = [...EVIDENCE, ...payloadTypes, ...functions].map(escape).join("|");
  const specifiers = [DEFAULT_MODULE, ...modules].map((module) => escape(baseName(module))).join("|");
  return new RegExp(`(?<![\\w$])(?:(?:${names})(?![\\w$])|dead_?letter)|${specifiers}`, "i");
}

function keyWords({ payloadNames }: PayloadOptions, { name }: Registry): RegExp {
  // `FieldName`, and `field-name` as the name of its module.
  const spelt = name.replaceAll(/[\p{L}\p{N}_$](?!$)/gu, "$&[-_]*").replaceAll("$", "\\$");
  const named = payloadNames.map((each) => `${escape(each)}(?![\\w$])`);
  return new RegExp([spelt, ...named].join("|"), "i");
}

function escape(word: string): string {
  return word.replaceAll(/[$()*+./?[\\\]^{|}]/g, "\\$&");
}
