import type { TSESTree } from "@typescript-eslint/utils";
import { isRegistered } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import { flatFields } from "./flat-fields.js";
import { isCommonKey, isProtocolObject } from "./sink-calls.js";
import { type BareSlot, type NameSlot, slotOf, together } from "./stream-slots.js";
import {
  annotationOf,
  calleeName,
  enclosingClass,
  findField,
  keyName,
  memberName,
  type Node,
  receiverOf,
  stringValue,
  unwrap,
} from "./syntax.js";

/** Commands whose first argument is a stream, in lower case; node-redis spells subcommands into the name. */
const OF_STREAM: ReadonlySet<string> = new Set([
  ...["xadd", "xlen", "xrange", "xrevrange", "xdel", "xdelex", "xtrim", "xsetid", "xinfostream", "xinfogroups"],
]);

/** Commands whose first two arguments are a stream and a group. */
const OF_GROUP: ReadonlySet<string> = new Set([
  ...["xack", "xackdel", "xpending", "xpendingrange", "xclaim", "xclaimjustid", "xautoclaim", "xautoclaimjustid"],
  ...["xgroupcreate", "xgroupsetid", "xgroupdestroy", "xgroupcreateconsumer", "xgroupdelconsumer", "xinfoconsumers"],
]);

/** The names of streams and groups among the arguments of a call of Redis, or of a `publish`. */
export function commandSlots(call: TSESTree.CallExpression, facts: FileFacts): readonly NameSlot[] {
  const name = calleeName(call)?.toLowerCase();
  if (name === undefined) return [];
  if (name === "publish") {
    return call.arguments.length < 2 ? [] : together(slotOf("stream", call.arguments[0]), publishOwner(call, facts));
  }
  const { command, words } = commandOf(name, call);
  return together(slotsOf(command, words), command === "xadd" && sendsEvent(call, facts) ? "protocol" : "redis");
}

interface Command {
  readonly command: string;
  readonly words: readonly Node[];
}

function commandOf(name: string, call: TSESTree.CallExpression): Command {
  const words = call.arguments.flatMap(elementsOf);
  const [first] = words;
  // `redis.call("XADD", …)` and node-redis' `client.sendCommand(["XADD", …])`.
  if (name === "call" || name === "sendcommand") return { command: word(first), words: words.slice(1) };
  const isOptions = first?.type === "CallExpression" && calleeName(first) === "commandOptions";
  return { command: name.replace(/buffer$/, ""), words: isOptions ? words.slice(1) : words };
}

/** Clients flatten lists of arguments. */
function elementsOf(argument: TSESTree.CallExpressionArgument): readonly Node[] {
  return argument.type === "ArrayExpression" ? argument.elements.filter((each) => each !== null) : [argument];
}

function slotsOf(command: string, words: readonly Node[]): readonly BareSlot[] {
  if (OF_STREAM.has(command)) return slotOf("stream", words[0]);
  if (OF_GROUP.has(command)) return streamAndGroup(words);
  switch (command) {
    // `XGROUP CREATE stream group`, `XINFO CONSUMERS stream group`.
    case "xgroup":
    case "xinfo": {
      const joined = command + word(words[0]);
      return OF_STREAM.has(joined) || OF_GROUP.has(joined) ? slotsOf(joined, words.slice(1)) : [];
    }
    case "xread":
      return [...streamsAfter(words, 0), ...streamsOfObjects(words)];
    case "xreadgroup": {
      if (word(words[0]) === "group") return [...slotOf("group", words[1]), ...streamsAfter(words, 3)];
      const streams = streamsOfObjects(words);
      return streams.length > 0 ? [...slotOf("group", words[0]), ...streams] : [];
    }
    default:
      return [];
  }
}

function streamAndGroup([stream, group]: readonly Node[]): readonly BareSlot[] {
  if (stream?.type === "SpreadElement") return [];
  return [...slotOf("stream", stream), ...slotOf("group", group)];
}

/** After `STREAMS` come the streams and then as many ids. */
function streamsAfter(words: readonly Node[], from: number): readonly BareSlot[] {
  const start = words.findIndex((node, index) => index >= from && word(node) === "streams");
  if (start === -1) return [];
  const rest = words.slice(start + 1);
  const hasSpread = rest.some(({ type }) => type === "SpreadElement");
  const count = hasSpread ? 1 : Math.ceil(rest.length / 2);
  return rest.slice(0, count).flatMap((node) => slotOf("stream", node));
}

/** node-redis' `{ key: "signals", id: ">" }`. */
function streamsOfObjects(words: readonly Node[]): readonly BareSlot[] {
  return words.flatMap((node) =>
    node.type === "ObjectExpression"
      ? node.properties.flatMap((property) =>
          property.type === "Property" && keyName(property) === "key" ? slotOf("stream", property.value) : [],
        )
      : [],
  );
}

function word(node: Node | undefined): string {
  return (node && stringValue(unwrap(node))?.toLowerCase()) ?? "";
}

/** Whether the entry of an `xadd` has a key of the protocol. */
function sendsEvent(call: TSESTree.CallExpression, facts: FileFacts): boolean {
  if (call.arguments.some((argument) => isEvent(argument, facts))) return true;
  return flatFields(call).some((field) => {
    const spelt = facts.keys.of(field);
    if (spelt?.key === undefined) return false;
    return spelt.origin === "registry" || (isRegistered(facts.registry, spelt.key) === true && !isCommonKey(spelt.key));
  });
}

function isEvent(node: Node, facts: FileFacts): boolean {
  return node.type === "ObjectExpression" && isProtocolObject(node, facts);
}

/** Whose channels a `publish` is on. */
function publishOwner(call: TSESTree.CallExpression, facts: FileFacts): NameSlot["owner"] {
  const receiver = receiverOf(call);
  if (receiver && isTyped(receiver, facts)) return "typed";
  const sent = call.arguments[1] && unwrap(call.arguments[1]);
  const inner = sent?.type === "CallExpression" && calleeName(sent) === "stringify" ? sent.arguments[0] : sent;
  if (inner && isEvent(inner, facts)) return "protocol";
  // `cache:invalidate`, `home/light`: no name of a stream is written like that.
  const isChannel = /[:/@*]/.test(facts.keys.of(call.arguments[0] as Node)?.key ?? "");
  return receiver && !isChannel && isRedisClient(receiver, facts) ? "redis" : "bus";
}

/** The runtime's own `publish` takes the streams of the agent's topology, and the compiler knows them. */
function isTyped(receiver: Node, facts: FileFacts): boolean {
  if (/(?:^|[a-z_#])(?:context|ctx|producer|runtime)$/i.test(nameOf(receiver))) return true;
  return /Context$|^Producer|^Runtime$/.test(typeNameOf(receiver, facts));
}

function isRedisClient(receiver: Node, facts: FileFacts): boolean {
  if (/redis|valkey/i.test(nameOf(receiver)) || /redis|valkey/i.test(typeNameOf(receiver, facts))) return true;
  const target = unwrap(receiver);
  if (target.type !== "Identifier") return false;
  const { bindings } = facts;
  const init = bindings.constantInit(bindings.variableOf(target));
  const made = init && unwrap(init);
  if (made?.type !== "NewExpression" && made?.type !== "CallExpression") return false;
  const maker = unwrap(made.callee);
  const origin = bindings.importOf(bindings.variableOf(maker.type === "MemberExpression" ? maker.object : maker));
  return /redis|valkey/i.test(nameOf(maker)) || /redis|valkey/i.test(origin?.module ?? "");
}

function nameOf(node: Node): string {
  const inner = unwrap(node);
  if (inner.type === "Identifier") return inner.name;
  return inner.type === "MemberExpression" ? (memberName(inner) ?? "") : "";
}

/** Last name of the type that a variable or a field of the class is declared with. */
function typeNameOf(node: Node, { bindings }: FileFacts): string {
  const inner = unwrap(node);
  const declared =
    inner.type === "MemberExpression" && inner.object.type === "ThisExpression"
      ? findField(enclosingClass(inner), nameOf(inner))
      : bindings.variableOf(inner)?.defs[0]?.name;
  const type = declared && annotationOf(declared);
  if (type?.type !== "TSTypeReference") return "";
  const { typeName } = type;
  if (typeName.type === "Identifier") return typeName.name;
  return typeName.type === "TSQualifiedName" ? typeName.right.name : "";
}
