import type { TSESTree } from "@typescript-eslint/utils";
import { HANDOFF_PACKAGES, type Registry } from "../registry.js";
import type { Bindings } from "./bindings.js";
import { type FilePlace, isConfiguredModule } from "./modules.js";
import {
  calleeName,
  type ClassNode,
  enclosingClass,
  type FunctionNode,
  functionName,
  keyName,
  type Node,
  unwrap,
  wrapped,
} from "./syntax.js";

/**
 * How a function comes to receive events: `entry` is `processEvent`, which does the hand-off itself; `work` is
 * `doWork` or `handle` of an agent class, called by an entry; `registered` was given to a registrar of the runtime.
 */
export type HandlerKind = "entry" | "work" | "registered";

const ENTRY_NAMES = new Set(["processEvent", "process_event"]);
const WORK_NAMES = new Set(["doWork", "_doWork", "handle"]);
const REGISTRARS = new Set(["defineAgent"]);
const ENTRY_WORDS = /process(?:E|_e)vent/;
const WORK_WORDS = /doWork|handle(?![\w$])/;
/** Packages whose `Agent` is a connection pool. */
const NETWORK_AGENTS = /^(?:node:)?https?$|^(?:undici|agent-base|https?-proxy-agent)$/;

/** Tells which functions receive the protocol's events. */
export class Handlers {
  readonly #bindings: Bindings;
  /** Whether the file imports from the contracts, the runtime or the project's own registry. */
  readonly takesPart: boolean;
  readonly #agents = new Map<ClassNode, boolean>();
  readonly #kinds = new Map<FunctionNode, HandlerKind | undefined>();

  constructor(bindings: Bindings, registry: Registry, place: FilePlace) {
    this.#bindings = bindings;
    this.takesPart = bindings.sourceCode.ast.body.some(
      (statement) =>
        statement.type === "ImportDeclaration" &&
        (isConfiguredModule(registry, statement.source.value, place) ||
          HANDOFF_PACKAGES.some((name) => `${statement.source.value}/`.startsWith(`${name}/`))),
    );
  }

  /** How a function receives events, if it does. */
  kindOf(fn: FunctionNode): HandlerKind | undefined {
    if (this.#kinds.has(fn)) return this.#kinds.get(fn);
    const kind = this.#judge(fn);
    this.#kinds.set(fn, kind);
    return kind;
  }

  #judge(fn: FunctionNode): HandlerKind | undefined {
    const holder = wrapped(fn).parent;
    if (holder?.type === "MethodDefinition" || holder?.type === "PropertyDefinition") {
      const name = keyName(holder);
      if (name === undefined || holder.static || !this.isAgentClass(holder.parent.parent)) return undefined;
      if (ENTRY_NAMES.has(name)) return "entry";
      return WORK_NAMES.has(name) ? "work" : undefined;
    }
    if (holder && this.#isRegistered(fn, holder)) return "registered";
    const named = functionName(fn);
    return named !== undefined && ENTRY_NAMES.has(named.name) && enclosingClass(fn) === undefined ? "entry" : undefined;
  }

  /** Whether instances of a class are agents of the protocol. */
  isAgentClass(node: ClassNode): boolean {
    const known = this.#agents.get(node);
    if (known !== undefined) return known;
    const judged = this.#judgeClass(node);
    this.#agents.set(node, judged);
    return judged;
  }

  /** Whether a class inherits from the runtime's `Agent`, whose `processEvent` does the hand-off. */
  extendsAgent(node: ClassNode): boolean {
    const parent = node.superClass && unwrap(node.superClass);
    const name = parent && lastName(parent);
    return name === "Agent" && !NETWORK_AGENTS.test(this.#moduleOf(parent) ?? "");
  }

  #judgeClass(node: ClassNode): boolean {
    if (this.extendsAgent(node)) return true;
    if (!this.takesPart) return false;
    const parent = node.superClass && lastName(unwrap(node.superClass));
    const holder = wrapped(node).parent;
    const held = holder?.type === "VariableDeclarator" && holder.id.type === "Identifier" ? holder.id.name : "";
    return [node.id?.name ?? held, parent ?? ""].some((name) => name.endsWith("Agent"));
  }

  #moduleOf(node: Node | null): string | undefined {
    const root = node?.type === "MemberExpression" ? node.object : node;
    return root?.type === "Identifier" ? this.#bindings.importOf(this.#bindings.variableOf(root))?.module : undefined;
  }

  #isRegistered(fn: FunctionNode, holder: Node): boolean {
    if (holder.type === "Property" && isRegistration(holder)) return true;
    return this.#bindings.referencesOf(fn).some(({ parent }) => parent?.type === "Property" && isRegistration(parent));
  }
}

/** Whether a text can have a handler in it; work is that of an agent, or is given to `defineAgent`. */
export function mayHandle(text: string): boolean {
  return ENTRY_WORDS.test(text) || (text.includes("Agent") && WORK_WORDS.test(text));
}

/** Whether a class does the hand-off itself. */
export function hasEntry(node: ClassNode): boolean {
  return node.body.body.some((member) => "key" in member && ENTRY_NAMES.has(keyName(member) ?? ""));
}

function isRegistration(property: TSESTree.Property): boolean {
  const call = property.parent.parent;
  return (
    keyName(property) === "handle" &&
    call.type === "CallExpression" &&
    REGISTRARS.has(calleeName(call) ?? "") &&
    call.arguments.some((argument) => argument === property.parent)
  );
}

function lastName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  return node.property.name;
}
