import { DEFAULT_MODULE, type Registry } from "../registry.js";
import { mayHandle } from "./handlers.js";
import { baseName } from "./modules.js";
import { isSameEvidence, type PayloadOptions } from "./payload-options.js";
import { isCommonKey } from "./sink-calls.js";

/** What every text must have in it somewhere that takes, makes or sends a payload: the names the analyses look for. */
const EVIDENCE = [
  ...["decodeEvent", "parseEvent", "xread", "xreadgroup", "xrange", "xrevrange", "xautoclaim", "xclaim", "query"],
  ...["publish", "emitEvent", "encodeEvent", "xadd", "hgetall", "hset", "hmset", "hget", "hmget", "hdel", "hexists"],
  ...["hincrby", "hincrbyfloat", "hsetnx", "hstrlen"],
];

interface Words {
  readonly options: PayloadOptions;
  readonly payload: RegExp;
  /** The registry, by its own name or as its module is called. */
  readonly registry: RegExp;
  readonly name: RegExp;
  /** A key that few others than the protocol have, as a text; `undefined` where any key may be one. */
  readonly field: RegExp | undefined;
}

const words = new WeakMap<Registry, Words>();

/**
 * Whether a text can have a payload in it for which there is more than a name. Names and commands are written out, or
 * with escapes; the caller sees to those.
 */
export function mayHoldPayload(text: string, options: PayloadOptions, registry: Registry): boolean {
  return mayHandle(text) || wordsOf(options, registry).payload.test(text);
}

/**
 * Whether a text can have a key in it that is to be spelt through the registry, or one of its members. What only has
 * the name of a payload is one where a key of the protocol is beside it.
 */
export function mayHoldKey(text: string, options: PayloadOptions, registry: Registry): boolean {
  const words = wordsOf(options, registry);
  if (words.registry.test(text) || mayHoldPayload(text, options, registry)) return true;
  return (words.field?.test(text) ?? true) && words.name.test(text);
}

function wordsOf(options: PayloadOptions, registry: Registry): Words {
  const known = words.get(registry);
  if (known && isSameEvidence(known.options, options)) return known;
  const made = {
    options,
    payload: payloadWords(options, registry),
    registry: registryWords(registry),
    name: new RegExp(options.payloadNames.map((each) => `${escape(each)}(?![\\w$])`).join("|"), "i"),
    field: registry.members && fieldWords([...registry.members.keys()]),
  };
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

function registryWords({ name }: Registry): RegExp {
  // `FieldName`, and `field-name` as the name of its module.
  return new RegExp(name.replaceAll(/[\p{L}\p{N}_$](?!$)/gu, "$&[-_]*").replaceAll("$", "\\$"), "i");
}

/** A rare key within quotes, alone or in a path; two texts put together; lodash, whose paths hold common keys too. */
function fieldWords(keys: readonly string[]): RegExp {
  const rare = keys.filter((key) => !isCommonKey(key)).map(escape);
  return new RegExp(
    `["'\`](?:${rare.join("|")})["'\`]|["'\`]\\s*\\+\\s*["'\`]|lodash|(?<![\\w$.])_\\.(?:get|has|set|unset|pick|omit)`,
  );
}

function escape(word: string): string {
  return word.replaceAll(/[$()*+./?[\\\]^{|}]/g, "\\$&");
}
