import type { TSESTree } from "@typescript-eslint/utils";
import { TRACE_ID_KEY, memberFor } from "../registry.js";
import type { FileFacts } from "./file-facts.js";
import type { HandoffFinding } from "./hand-off-finding.js";
import { HANDOFF } from "./must-facts.js";
import { RegistryImport } from "./registry-import.js";
import { enclosingClass, type FunctionNode, isFunction, type Node, parameterPattern } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";
import type { TraceIds } from "./trace-ids.js";

const MINT_CALL = "crypto.randomUUID()";
const INCOMING_NAME = "incomingTraceId";
const CURRENT_NAME = "currentTraceId";

/** Writes the step that a finding misses, where its place and names are plain. */
export class HandoffSteps {
  readonly #facts: FileFacts;
  readonly #ids: TraceIds;
  readonly #registry: RegistryImport;

  constructor(facts: FileFacts, ids: TraceIds) {
    this.#facts = facts;
    this.#ids = ids;
    this.#registry = new RegistryImport(facts);
  }

  /** The edits that mend a finding; none where that takes a person. */
  editsFor({ kind, node, missing }: HandoffFinding): readonly TextEdit[] {
    switch (kind) {
      case "missingHandoff":
        return missing === HANDOFF ? this.#insertSteps(node) : [];
      case "continuedTrace":
        return this.#mintInstead(node);
      case "publishIncomingTrace":
        return this.#carryCurrent(node);
      case "publishWithoutTrace":
        return this.#addTrace(node);
      case "workWithoutTrace":
        return this.#passCurrent(node);
      default:
        return [];
    }
  }

  #insertSteps(name: Node): readonly TextEdit[] {
    const fn = functionNamedBy(name);
    const [first] = fn?.params ?? [];
    const event = first && parameterPattern(first);
    if (fn?.body.type !== "BlockStatement" || event?.type !== "Identifier") return [];
    const inside = fn.body.body[0] ?? fn.body;
    if ([INCOMING_NAME, CURRENT_NAME].some((taken) => this.#facts.bindings.lookup(taken, inside))) return [];
    const agent = enclosingClass(fn) ? "agent: this.agentId, " : "";
    const { member, edits } = this.#traceMember(inside);
    const { text } = this.#facts.sourceCode;
    const indent = /[^\n]*$/.exec(text.slice(0, inside.range[0]))?.[0] ?? "";
    const steps = [
      `const ${INCOMING_NAME} = ${event.name}[${member}];`,
      `const ${CURRENT_NAME} = ${MINT_CALL};`,
      `console.info("agent handoff", { ${agent}incoming_trace_id: ${INCOMING_NAME}, current_trace_id: ${CURRENT_NAME} });`,
    ];
    const separator = /^\s*$/.test(indent) && inside !== fn.body ? `\n${indent}` : " ";
    const place = inside === fn.body ? fn.body.range[0] + 1 : inside.range[0];
    return [{ range: [place, place], text: steps.map((step) => `${step}${separator}`).join("") }, ...edits];
  }

  #mintInstead(node: Node): readonly TextEdit[] {
    if (node.type === "LogicalExpression" || node.type === "ConditionalExpression") {
      return [{ range: node.range, text: MINT_CALL }];
    }
    return [];
  }

  #carryCurrent(node: Node): readonly TextEdit[] {
    const current = this.#visibleId(node);
    if (current === undefined) return [];
    if (node.type === "Property" && !node.shorthand) return [{ range: node.value.range, text: current }];
    if (node.type === "Identifier") return [{ range: node.range, text: current }];
    return node.type === "SpreadElement" ? this.#afterLast(node.parent, current) : [];
  }

  #addTrace(call: Node): readonly TextEdit[] {
    const current = this.#visibleId(call);
    if (call.type !== "CallExpression" || current === undefined) return [];
    const object = call.arguments.find((argument) => argument.type === "ObjectExpression");
    return object ? this.#afterLast(object, current) : [];
  }

  #afterLast(object: Node, current: string): readonly TextEdit[] {
    const last = object.type === "ObjectExpression" ? object.properties.at(-1) : undefined;
    if (last === undefined) return [];
    const { member, edits } = this.#traceMember(object);
    return [{ range: [last.range[1], last.range[1]], text: `, [${member}]: ${current}` }, ...edits];
  }

  #passCurrent(call: Node): readonly TextEdit[] {
    const current = this.#visibleId(call);
    if (call.type !== "CallExpression" || current === undefined) return [];
    const incoming = call.arguments.find((argument) => this.#ids.of(argument).has("incoming"));
    if (incoming) return [{ range: incoming.range, text: current }];
    const last = call.arguments.at(-1);
    return last ? [{ range: [last.range[1], last.range[1]], text: `, ${current}` }] : [];
  }

  #traceMember(place: Node): { readonly member: string; readonly edits: readonly TextEdit[] } {
    const { spelling, edit } = this.#registry.accessFrom(place);
    const member = `${spelling}.${memberFor(this.#facts.registry, TRACE_ID_KEY)}`;
    return { member, edits: edit ? [edit] : [] };
  }

  /** A variable of the function, declared above a place, that holds the id minted in this processing. */
  #visibleId(place: Node): string | undefined {
    let scope: ReturnType<FileFacts["sourceCode"]["getScope"]> | null = this.#facts.sourceCode.getScope(place);
    for (; scope !== null && scope.type !== "module" && scope.type !== "global"; scope = scope.upper) {
      for (const variable of scope.variables) {
        const declared = variable.identifiers[0];
        if (declared === undefined || declared.range[1] > place.range[0]) continue;
        const origins = this.#ids.of(declared);
        if (origins.size > 0 && [...origins].every((origin) => origin.startsWith("minted"))) return variable.name;
      }
    }
    return undefined;
  }
}

function functionNamedBy(name: Node): FunctionNode | undefined {
  if (isFunction(name)) return name;
  const holder = name.parent;
  if (isFunction(holder)) return holder;
  const value = holder && "value" in holder ? holder.value : holder && "init" in holder ? holder.init : undefined;
  const node = value as TSESTree.Node | null | undefined;
  return isFunction(node) ? node : undefined;
}
