import type { TSESTree } from "@typescript-eslint/utils";
import { isRegistered, STREAM_NAMES } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import { entryStart } from "./flat-fields.js";
import { calleeName, isStaticCall, keyName, memberName, type Node, stringValue, unwrap } from "./syntax.js";

const DEAD_LETTER = /^dead_?letter/i;
/** `deadLetterQueueKey({ … })` makes the name of a place, and hands nothing over. */
const PLACE_NAME = /(?:Key|Name|Url|Topic|Path)s?(?![a-z])|_(?:key|name|url|topic|path)s?(?![a-z])/;

/**
 * Where a value ends: `published` is certainly a payload; of a `hash` only the registered keys certainly are, since
 * Redis hashes hold sessions and caches as well.
 */
export type Sink = "published" | "hash";

/** Tells which argument of which call is sent as a payload. */
export class SinkCalls {
  readonly #facts: FileFacts;
  readonly #publishSinks: ReadonlySet<string>;

  constructor(facts: FileFacts, publishSinks: readonly string[]) {
    this.#facts = facts;
    this.#publishSinks = new Set(publishSinks);
  }

  /** Where an argument of a call ends, judged by the call's name and its other arguments. */
  sinkOf(call: TSESTree.CallExpression, index: number): Sink | undefined {
    const name = calleeName(call);
    if (name === undefined) return undefined;
    if (this.#publishSinks.has(name)) return index === payloadPosition(call) ? "published" : undefined;
    switch (name.toLowerCase()) {
      case "publish":
        return index === payloadPosition(call) && this.#isProtocol(call, index) ? "published" : undefined;
      case "emitevent":
        return index === payloadPosition(call) && this.#isOurs(call, index) ? "published" : undefined;
      case "encodeevent":
        return index === 0 ? "published" : undefined;
      case "xadd":
        return this.#entrySink(call, index);
      case "hset":
      case "hmset":
        return index > 0 && (index - 1) % 2 === (call.arguments.length === 2 ? 0 : 1) ? "hash" : undefined;
      default:
        if (index > 0 || !DEAD_LETTER.test(name) || PLACE_NAME.test(name)) return undefined;
        return this.#isOurs(call, index) ? "published" : undefined;
    }
  }

  /** `xadd(stream, "*", { … })`, and values of `xadd(stream, "*", "data", JSON.stringify({ … }))`. */
  #entrySink(call: TSESTree.CallExpression, index: number): Sink | undefined {
    const start = entryStart(call);
    if (start === undefined || index < start) return undefined;
    const [first, second] = call.arguments.slice(start);
    // node-redis, which spells its commands in camel case, takes the fields as an object, and options after it.
    const isObject = calleeName(call) === "xAdd" && stringValue(first) === undefined;
    if (index > start && (isObject || call.arguments[index]?.type === "ObjectExpression")) return undefined;
    const isFields = index === start && (isObject || second === undefined || second.type === "ObjectExpression");
    return isFields || (index - start) % 2 === 1 ? "published" : undefined;
  }

  /** Everybody emits events; in a file that has nothing to do with the protocol, ours is told by what it carries. */
  #isOurs(call: TSESTree.CallExpression, index: number): boolean {
    return this.#facts.handlers.takesPart || this.#isProtocol(call, index);
  }

  /** Other buses publish as well: ours is told by its stream or by a key of the protocol. */
  #isProtocol(call: TSESTree.CallExpression, index: number): boolean {
    if (index > 0 && isStream(call.arguments[0], this.#facts)) return true;
    const argument = call.arguments[index];
    return argument !== undefined && this.#literals(argument).some((literal) => isProtocolObject(literal, this.#facts));
  }

  /** The object literals that an argument may be: itself, or what a variable was given. */
  #literals(argument: Node): readonly TSESTree.ObjectExpression[] {
    let node = unwrap(argument);
    if (isStaticCall(node, "JSON", "stringify")) {
      const [inner] = (node as TSESTree.CallExpression).arguments;
      node = inner ? unwrap(inner) : node;
    }
    if (node.type === "Identifier") {
      const init = this.#facts.bindings.constantInit(this.#facts.bindings.variableOf(node));
      node = init ? unwrap(init) : node;
    }
    return node.type === "ObjectExpression" ? [node] : [];
  }
}

/** The first object-valued argument after the stream; what follows are options. */
export function payloadPosition(call: TSESTree.CallExpression): number {
  const [first] = call.arguments;
  if (call.arguments.length === 1 || (first && unwrap(first).type === "ObjectExpression")) return 0;
  const index = call.arguments.findIndex(
    (argument, position) =>
      position > 0 && unwrap(argument).type !== "Literal" && unwrap(argument).type !== "TemplateLiteral",
  );
  return index;
}

/** Whether an expression names a stream of the protocol. */
function isStream(node: Node | undefined, facts: FileFacts): boolean {
  if (node === undefined) return false;
  const inner = unwrap(node);
  if (inner.type === "MemberExpression" && inner.object.type === "Identifier" && inner.object.name === "Stream")
    return true;
  const name =
    inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? memberName(inner) : undefined;
  if (name !== undefined && /(?:^s|S)tream(?:Name|Key)?$/.test(name)) return true;
  const text = stringValue(inner) ?? facts.keys.of(inner)?.key;
  return text !== undefined && STREAM_NAMES.has(text);
}

const STREAM_WORD = /(?:^s|_s|S)treams?(?:Key|Name)*$|STREAMS?(?:_KEY|_NAME)*$/;

/** Whether what stands where a command of Redis takes a stream is called one, ours or not: `EVENTS_STREAM`, `Streams.ORDERS`. */
export function isCalledStream(node: Node | undefined, facts: FileFacts): boolean {
  if (node === undefined) return false;
  if (isStream(node, facts)) return true;
  const inner = unwrap(node);
  const names = inner.type === "MemberExpression" ? [memberName(inner), lastNameOf(inner.object)] : [lastNameOf(inner)];
  return names.some((name) => name !== undefined && STREAM_WORD.test(name));
}

function lastNameOf(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  if (inner.type === "MemberExpression") return memberName(inner);
  return inner.type === "CallExpression" ? calleeName(inner) : undefined;
}

/** Words that messages of any bus have: one alone does not make an event of the protocol. */
const COMMON_KEYS = new Set(["type", "data", "error", "source", "timestamp", "agent", "action"]);

/** Whether a key says nothing of the protocol where nothing else does. */
export function isCommonKey(key: string): boolean {
  return COMMON_KEYS.has(key);
}

/**
 * Whether a literal looks like an event of the protocol: by a member of the registry or a rare key, in it or in an object
 * within. Several common words make one only in a file that takes part: `{ type, source, data }` is anybody's event.
 */
export function isProtocolObject(literal: TSESTree.ObjectExpression, facts: FileFacts): boolean {
  const keys = registeredKeys(literal, facts);
  if (facts.handlers.takesPart && keys.length > 1) return true;
  return keys.some(isTelling) || objectsIn(literal).some((inner) => registeredKeys(inner, facts).some(isTelling));
}

interface RegisteredKey {
  readonly key: string;
  /** Whether it is spelt as a member of the registry. */
  readonly isMember: boolean;
}

function isTelling({ key, isMember }: RegisteredKey): boolean {
  return isMember || !isCommonKey(key);
}

function objectsIn(literal: TSESTree.ObjectExpression): readonly TSESTree.ObjectExpression[] {
  return literal.properties.flatMap((property) => {
    const value = property.type === "Property" ? unwrap(property.value) : undefined;
    return value?.type === "ObjectExpression" ? [value] : [];
  });
}

function registeredKeys(literal: TSESTree.ObjectExpression, facts: FileFacts): readonly RegisteredKey[] {
  return literal.properties.flatMap((property) => registeredKey(property, facts) ?? []);
}

function registeredKey(property: TSESTree.ObjectLiteralElement, facts: FileFacts): RegisteredKey | undefined {
  if (property.type !== "Property") return undefined;
  const spelt = property.computed ? facts.keys.of(property.key) : undefined;
  if (spelt?.origin === "registry") return { key: spelt.key ?? "", isMember: true };
  const key = spelt?.key ?? keyName(property);
  return key !== undefined && isRegistered(facts.registry, key) === true ? { key, isMember: false } : undefined;
}
