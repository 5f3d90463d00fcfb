import type { TSESTree } from "@typescript-eslint/utils";
import { HANDOFF_PACKAGES } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import { type BareSlot, type NameSlot, slotsOfList, together } from "./stream-slots.js";
import { annotationOf, calleeName, enclosingClass, keyName, type Node, unwrap } from "./syntax.js";

const DEFINES_TOPOLOGY = /^(?:define|create|register|set_?up)_?topology$/i;
const SETS_UP_GROUPS = /^(?:create|register|set_?up|ensure|init(?:iali[sz]e)?)_?consumer_?groups?$/i;
const TOPOLOGY_TYPES = new Set(["Topology", "ReferenceTopology"]);

/** The properties of a topology, or of a constructor's options, that hold names. */
const STREAM_PROPERTIES = new Set(["stream", "consumes", "publishes", "input", "output", "deadLetterStream"]);
const CONSTRUCTOR_PROPERTIES = new Set(["stream", "input", "output", "group"]);

/** The names of streams and groups in an object literal: a topology, or options of the runtime. */
export function tableSlots(literal: TSESTree.ObjectExpression, facts: FileFacts): readonly NameSlot[] {
  const use = useOf(literal, facts);
  switch (use) {
    case "topology":
      return topologySlots(literal).map((slot) => ({ ...slot, owner: "topology", beside: [] }));
    case "groups":
      return together(topologySlots(literal), "typed");
    case "options":
      return together(
        literal.properties.flatMap((property) =>
          property.type === "Property" && CONSTRUCTOR_PROPERTIES.has(keyName(property) ?? "")
            ? slotsOfList(keyName(property) === "group" ? "group" : "stream", property.value)
            : [],
        ),
        "typed",
      );
    default:
      return [];
  }
}

type TableUse = "topology" | "groups" | "options";

/** What an object literal is for. */
function useOf(literal: Node, facts: FileFacts): TableUse | undefined {
  let node = literal;
  for (let { parent } = node; parent; { parent } = node) {
    switch (parent.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
        if (isTopologyType(parent.typeAnnotation)) return "topology";
        break;
      case "ArrayExpression":
        break;
      case "CallExpression":
      case "NewExpression":
        return parent.callee === node ? undefined : useOfArgument(parent, facts);
      case "VariableDeclarator":
        return useOfVariable(parent.id, facts);
      default:
        return undefined;
    }
    node = parent;
  }
  return undefined;
}

function useOfVariable(pattern: Node, facts: FileFacts): TableUse | undefined {
  if (isTopologyType(annotationOf(pattern))) return "topology";
  for (const { identifier } of facts.bindings.variableOf(pattern)?.references ?? []) {
    const { parent } = identifier;
    if (parent.type !== "CallExpression" || parent.callee === identifier) continue;
    const use = useOfArgument(parent, facts);
    if (use) return use;
  }
  return undefined;
}

function useOfArgument(call: TSESTree.CallExpression | TSESTree.NewExpression, facts: FileFacts): TableUse | undefined {
  if (call.type === "CallExpression") {
    const name = calleeName(call) ?? "";
    if (DEFINES_TOPOLOGY.test(name)) return "topology";
    if (SETS_UP_GROUPS.test(name)) return "groups";
  }
  return isRuntimeConstructor(call, facts) ? "options" : undefined;
}

/** `new Agent({ … })`, `defineAgent({ … })`, what else the runtime exports, and `super({ … })` of an agent. */
function isRuntimeConstructor(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  { bindings, handlers }: FileFacts,
): boolean {
  const callee = unwrap(call.callee);
  if (callee.type === "Super") {
    const owner = enclosingClass(call);
    return owner !== undefined && handlers.isAgentClass(owner);
  }
  if (callee.type !== "Identifier") return false;
  const variable = bindings.variableOf(callee);
  const module = bindings.importOf(variable)?.module;
  if (module !== undefined) return HANDOFF_PACKAGES.includes(module);
  const declared = variable?.defs[0]?.node;
  if (declared?.type === "ClassDeclaration") return handlers.isAgentClass(declared);
  return declared === undefined && (callee.name === "Agent" || callee.name === "defineAgent");
}

function isTopologyType(type: TSESTree.TypeNode | undefined): boolean {
  if (type?.type !== "TSTypeReference") return false;
  const { typeName } = type;
  const name =
    typeName.type === "Identifier" ? typeName : typeName.type === "TSQualifiedName" ? typeName.right : undefined;
  return name !== undefined && TOPOLOGY_TYPES.has(name.name);
}

function topologySlots(literal: TSESTree.ObjectExpression): readonly BareSlot[] {
  return literal.properties.flatMap((property) => (property.type === "Property" ? propertySlots(property) : []));
}

function propertySlots(property: TSESTree.Property): readonly BareSlot[] {
  const name = keyName(property);
  const value = unwrap(property.value);
  if (name === "streams") {
    return value.type === "ObjectExpression" ? topologySlots(value) : slotsOfList("stream", value);
  }
  if (name === "agents") {
    return value.type === "ObjectExpression"
      ? value.properties.flatMap((route) =>
          route.type === "Property" && route.value.type === "ObjectExpression" ? topologySlots(route.value) : [],
        )
      : [];
  }
  if (name === "group" || name === "groups") return valueSlots(value);
  if (STREAM_PROPERTIES.has(name ?? "")) return slotsOfList("stream", value);
  // Any other key is a stream, and its value the groups that read it, or the events it carries.
  const key: BareSlot = { node: property.key, kind: "stream", form: property.computed ? "expression" : "property" };
  return [key, ...valueSlots(value)];
}

function valueSlots(value: Node): readonly BareSlot[] {
  if (value.type === "ObjectExpression") return topologySlots(value);
  if (value.type !== "ArrayExpression") return slotsOfList("group", value);
  return value.elements.flatMap((element) =>
    element?.type === "ObjectExpression" ? topologySlots(element) : element ? slotsOfList("group", element) : [],
  );
}
