import type { TSESTree } from "@typescript-eslint/utils";
import { DATA_KEY, isRegistered, OPEN_EVENT_TYPE, TYPE_KEY } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import type { KeyedNode } from "./file-nodes.js";
import type { Variable } from "./bindings.js";
import { everySecond, fieldLists, flatFields } from "./flat-fields.js";
import { partsOfList } from "./flat-lists.js";
import type { PayloadEvidence } from "./payload-evidence.js";
import { isKeyOf, isNamedByQuery, type PayloadValue } from "./payload-value.js";
import { isCalledStream, isCommonKey, isProtocolObject } from "./sink-calls.js";
import type { StaticKey } from "./static-keys.js";
import { calleeName, isStaticCall, memberName, type Node, receiverOf, stringValue, unwrap, wrapped } from "./syntax.js";

/** How sure it is that a key belongs to a payload; of a `possible` one only a registered key is. */
type KeyCertainty = "strong" | "weak" | "possible";

/** One key of a payload that is spelt out in the source. */
export interface KeyUse {
  /** The key's own node. */
  readonly node: Node;
  readonly spelt: StaticKey;
  /** What surrounds the key: an expression in its own right, a name after a dot, a property's key, a lodash path. */
  readonly form: "expression" | "dotted" | "property" | "path";
  readonly certainty: KeyCertainty;
  /** Whether the key is put into a payload here. */
  readonly isWritten: boolean;
}

const MAP_METHODS = new Set(["get", "has", "set", "delete", "pop", "setdefault"]);
const REFLECTION = ["get", "set", "has", "deleteProperty", "getOwnPropertyDescriptor"];
const LODASH_ONE = new Set(["get", "has", "set", "unset"]);
const FIELD_NAME = /^[\w.:-]+$/;
const LODASH_MANY = new Set(["pick", "omit"]);

/** Finds the keys of payloads in one node. */
export class KeyUses {
  readonly #evidence: PayloadEvidence;
  readonly #lists = new Set<Variable>();

  constructor(evidence: PayloadEvidence) {
    this.#evidence = evidence;
  }

  /** The keys of a file, but for those that may be anybody's where nothing else is of the protocol. */
  ofFile(): readonly KeyUse[] {
    const { handlers, nodes } = this.#evidence.facts;
    const { takesPart } = handlers;
    const uses = nodes.keyed.flatMap((node) => this.in(node));
    const isOurs = takesPart || uses.some((use) => use.certainty === "strong" || this.#isField(use));
    return uses.filter((use) => {
      if (use.certainty === "possible") return this.#isRegistered(use) === true && (takesPart || this.#isField(use));
      // `config["id"]`, `message["type"]`: names and keys that any program has.
      return use.certainty === "strong" || (isOurs && !this.#isAbbreviation(use));
    });
  }

  #isRegistered({ spelt: { key = "" }, form }: KeyUse): boolean | undefined {
    const { registry } = this.#evidence.facts;
    if (form !== "path") return isRegistered(registry, key);
    return key.split(/[.[\]]+/).some((part) => isRegistered(registry, part) === true);
  }

  /** Whether a key is, for all that is known, one that few others than the protocol have. */
  #isField(use: KeyUse): boolean {
    return this.#isRegistered(use) !== false && !isCommonKey(use.spelt.key ?? "");
  }

  /** Of a key of one letter, `frame["s"]`, somebody else's wire is the likelier place. */
  #isAbbreviation(use: KeyUse): boolean {
    return use.spelt.key?.length === 1 && this.#isRegistered(use) === false;
  }

  /** The keys in one node. */
  in(node: KeyedNode): readonly KeyUse[] {
    switch (node.type) {
      case "MemberExpression":
        return this.#inMember(node);
      case "CallExpression":
        return this.#inCall(node);
      case "BinaryExpression":
        return node.operator === "in" ? this.#inArgument(node.left, this.#evidence.of(node.right)) : [];
      // By its name alone a value is a payload only for the keys that are given as expressions.
      case "ObjectPattern":
        return this.#evidence.canBeStrong ? this.#inPattern(node) : [];
      default:
        return this.#evidence.canBeStrong ? this.#inLiteral(node) : [];
    }
  }

  #inMember(node: TSESTree.MemberExpression): readonly KeyUse[] {
    if (isInvoked(node)) return [];
    if (node.computed) return this.#inArgument(node.property, this.#evidence.of(node.object));
    const name = this.#evidence.canBeStrong ? memberName(node) : undefined;
    if (name === undefined || node.property.type !== "Identifier") return [];
    const value = this.#evidence.of(node.object);
    if (value?.strength !== "strong" || !isKeyOf(value, name)) return [];
    return [{ ...named(node.property, name, "dotted"), certainty: certaintyOf(value, name) }];
  }

  #inCall(call: TSESTree.CallExpression): readonly KeyUse[] {
    const [first, second] = call.arguments;
    const name = calleeName(call) ?? "";
    const receiver = receiverOf(call);
    if (second && (isStaticCall(call, "Object", "hasOwn") || isStaticCall(call, "Reflect", REFLECTION))) {
      return first ? this.#inArgument(second, this.#evidence.of(first)) : [];
    }
    if (first && second && name === "call" && receiver && isHasOwn(receiver)) {
      return this.#inArgument(second, this.#evidence.of(first));
    }
    if (this.#isLodash(call, name)) return this.#inLodash(call, name);
    const flat = this.#inFlat(call);
    if (flat.length > 0 || first === undefined || receiver === undefined) return flat;
    if (MAP_METHODS.has(name) || name === "hasOwnProperty") return this.#inArgument(first, this.#evidence.of(receiver));
    if (name !== "indexOf" && name !== "includes") return [];
    const value = this.#evidence.of(receiver);
    // A field of an entry may be searched for more than a name: `fields[1].includes('"side":"buy"')`.
    const isName = FIELD_NAME.test(this.#raw(first)?.key ?? "");
    return isName && value?.shape === "entries" && value.strength === "strong" ? this.#inArgument(first, value) : [];
  }

  /** A key given as an expression: `d[key]`, `d.get(key)`, `key in d`. */
  #inArgument(node: Node, value: PayloadValue | undefined): readonly KeyUse[] {
    if (value === undefined) return [];
    const spelt = this.#raw(node);
    if (spelt?.key === undefined || !isKeyOf(value, spelt.key)) return [];
    const certainty = isNamedByQuery(value, spelt.key) ? "possible" : value.strength;
    return [{ node, spelt, form: "expression", certainty, isWritten: false }];
  }

  #inPattern(pattern: TSESTree.ObjectPattern): readonly KeyUse[] {
    const value = this.#evidence.ofPattern(pattern);
    if (value?.strength !== "strong") return [];
    return pattern.properties.flatMap((property) => {
      const use = property.type === "Property" ? this.#ofProperty(property) : undefined;
      if (use?.spelt.key === undefined || !isKeyOf(value, use.spelt.key)) return [];
      return [{ ...use, certainty: certaintyOf(value, use.spelt.key) }];
    });
  }

  #inLiteral(literal: TSESTree.ObjectExpression): readonly KeyUse[] {
    const sink = this.#evidence.sinks.sinkOf(literal);
    if (sink === undefined) return [];
    const isSession = sink === "hash" && !isProtocolObject(literal, this.#evidence.facts);
    const isCertain = !isSession && !isOpenPayload(literal, this.#evidence.facts);
    return literal.properties.flatMap((property) => {
      const use = property.type === "Property" ? this.#ofProperty(property) : undefined;
      return use ? [{ ...use, certainty: isCertain ? ("strong" as const) : "possible", isWritten: true }] : [];
    });
  }

  #ofProperty(property: TSESTree.Property): KeyUse | undefined {
    const { key } = property;
    if (!property.computed && key.type === "Identifier") return { ...named(key, key.name, "property") };
    const spelt = this.#raw(key);
    if (spelt === undefined) return undefined;
    return {
      node: key,
      spelt,
      form: property.computed ? "expression" : "property",
      certainty: "strong",
      isWritten: false,
    };
  }

  /** Field names among the arguments of a Redis command. */
  #inFlat(call: TSESTree.CallExpression): readonly KeyUse[] {
    const { facts } = this.#evidence;
    const fields = [...flatFields(call), ...fieldLists(call).flatMap((list) => this.#inList(list))];
    if (fields.length === 0) return [];
    const name = calleeName(call)?.toLowerCase() ?? "";
    const isWritten = name === "xadd" || name === "hset" || name === "hmset" || name === "hsetnx";
    const isCertain = name === "xadd" && isCalledStream(call.arguments[0], facts);
    return fields.flatMap((node) => {
      const spelt = this.#raw(node);
      if (spelt === undefined) return [];
      return [{ node, spelt, form: "expression" as const, certainty: isCertain ? "strong" : "possible", isWritten }];
    });
  }

  /** The fields of a list that is built first and sent then; of one that is sent twice once. */
  #inList(list: TSESTree.Identifier): readonly Node[] {
    const { bindings } = this.#evidence.facts;
    const variable = bindings.variableOf(list);
    if (variable === undefined || this.#lists.has(variable)) return [];
    this.#lists.add(variable);
    const parts = partsOfList(variable, bindings);
    // Where a value is put in alone, keys and values cannot be told apart.
    return parts.every((part) => part.length % 2 === 0) ? parts.flatMap(everySecond) : [];
  }

  #isLodash(call: TSESTree.CallExpression, name: string): boolean {
    const { bindings } = this.#evidence.facts;
    const callee = unwrap(call.callee);
    const root = callee.type === "MemberExpression" ? callee.object : callee;
    if (root.type !== "Identifier") return false;
    const origin = bindings.importOf(bindings.variableOf(root));
    const method = callee.type === "Identifier" ? origin?.imported : name;
    if (!LODASH_ONE.has(method ?? "") && !LODASH_MANY.has(method ?? "")) return false;
    if (origin?.module.startsWith("lodash") === true) return true;
    return callee.type === "MemberExpression" && root.name === "_" && origin === undefined;
  }

  #inLodash(call: TSESTree.CallExpression, name: string): readonly KeyUse[] {
    const [subject, ...rest] = call.arguments;
    const value = subject && this.#evidence.of(subject);
    const keys = LODASH_MANY.has(name) ? rest : rest.slice(0, 1);
    return keys.flatMap((key) => {
      if (key.type === "ArrayExpression") {
        return key.elements.flatMap((element) => (element ? this.#inArgument(element, value) : []));
      }
      const path = stringValue(key);
      if (value === undefined || path === undefined || !/[.[]/.test(path)) return this.#inArgument(key, value);
      const spelt = { key: path, origin: "text" } as const;
      return [{ node: key, spelt, form: "path" as const, certainty: value.strength, isWritten: false }];
    });
  }

  /** The key that an expression spells otherwise than through the registry. */
  #raw(node: Node): StaticKey | undefined {
    const spelt = this.#evidence.facts.keys.of(node);
    const isNoKey = spelt?.key === undefined || spelt.origin === "registry" || /^(?:\d*|__proto__)$/.test(spelt.key);
    return isNoKey ? undefined : spelt;
  }
}

/** Whether a literal is, or is in, the data of an `agent_result`: the protocol leaves its keys open. */
export function isOpenPayload(literal: TSESTree.ObjectExpression, facts: FileFacts): boolean {
  let outer: Node = literal;
  for (;;) {
    const property: Node | undefined = wrapped(outer).parent;
    if (property?.type === "ArrayExpression") {
      outer = property;
      continue;
    }
    if (property?.type !== "Property" || property.parent.type !== "ObjectExpression") return false;
    if (isOpenEvent(property.parent, facts) && facts.keys.ofProperty(property) === DATA_KEY) return true;
    outer = property.parent;
  }
}

const openEvents = new WeakMap<TSESTree.ObjectExpression, boolean>();

function isOpenEvent(literal: TSESTree.ObjectExpression, { keys }: FileFacts): boolean {
  const known = openEvents.get(literal);
  if (known !== undefined) return known;
  const isOpen = literal.properties.some(
    (property) =>
      property.type === "Property" &&
      keys.ofProperty(property) === TYPE_KEY &&
      stringValue(unwrap(property.value)) === OPEN_EVENT_TYPE,
  );
  openEvents.set(literal, isOpen);
  return isOpen;
}

function named(node: Node, key: string, form: "dotted" | "property"): KeyUse {
  return { node, spelt: { key, origin: "text" }, form, certainty: "strong", isWritten: false };
}

/** Where other things than payloads arrive as well, a dotted name is a key only if it is registered. */
function certaintyOf(value: PayloadValue, key: string): KeyCertainty {
  return value.mixed || isNamedByQuery(value, key) ? "possible" : "strong";
}

function isInvoked(node: TSESTree.MemberExpression): boolean {
  const { parent } = node;
  if (parent.type === "CallExpression" || parent.type === "NewExpression") return parent.callee === node;
  return parent.type === "TaggedTemplateExpression" && parent.tag === node;
}

function isHasOwn(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === "MemberExpression" && memberName(inner) === "hasOwnProperty";
}
