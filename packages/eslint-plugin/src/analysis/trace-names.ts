import { memberFor, TRACE_ID_KEY } from "../registry.js";
import { type CodePlace, scopeOf } from "./code-places.js";
import type { Variable } from "./bindings.js";
import type { FileFacts } from "./file-facts.js";
import { RegistryImport } from "./registry-import.js";
import { enclosingClass, type FunctionNode, type Node, parameterPattern } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";
import type { TraceIds } from "./trace-ids.js";
import { type IdOrigins, isMinted } from "./trace-origins.js";

/** Where a handler publishes or works, as far as new code needs it. */
export interface NamePlace {
  readonly node: Node;
  readonly handler: FunctionNode;
}

/** How code at some place can spell ids, mints and logs. */
export class TraceNames {
  readonly #facts: FileFacts;
  readonly #ids: TraceIds;
  readonly #registry: RegistryImport;
  /** The file's import of `randomUUID`. */
  readonly #minting: Variable | undefined;

  constructor(facts: FileFacts, ids: TraceIds) {
    this.#facts = facts;
    this.#ids = ids;
    this.#registry = new RegistryImport(facts);
    this.#minting = importedMint(facts);
  }

  /** The registry's trace id, and the edits that import it. */
  traceMember(place: Node): { readonly member: string; readonly edits: readonly TextEdit[] } {
    const { spelling, edits } = this.#registry.accessFrom(place);
    const member = `${spelling}.${memberFor(this.#facts.registry, TRACE_ID_KEY)}`;
    return { member, edits };
  }

  /** What holds the id of this processing at a place; of several, the one that comes from where another does. */
  currentAt({ node, handler }: NamePlace, wanted?: IdOrigins): string | undefined {
    const declared = this.#declaredAbove(
      node,
      (origins) => isMinted(origins) && [...(wanted ?? [])].every((origin) => origins.has(origin)),
    );
    if (declared !== undefined || wanted !== undefined) return declared;
    const kind = this.#facts.handlers.kindOf(handler);
    const given = handler.params[1] && parameterPattern(handler.params[1]);
    if (given?.type !== "Identifier" || this.#facts.bindings.lookup(given.name, node)?.defs[0]?.node !== handler) {
      return undefined;
    }
    if (kind === "work") return given.name;
    return kind === "registered" ? `${given.name}.traceId` : undefined;
  }

  /** The variable that holds the incoming id at a place. */
  incomingAt(node: Node): string | undefined {
    return this.#declaredAbove(node, (origins) => origins.size === 1 && origins.has("incoming"));
  }

  /** The name of a handler's event at a place. */
  eventAt({ node, handler }: NamePlace): string | undefined {
    const event = handler.params[0] && parameterPattern(handler.params[0]);
    if (event?.type !== "Identifier") return undefined;
    return this.#facts.bindings.lookup(event.name, node)?.defs[0]?.node === handler ? event.name : undefined;
  }

  mintAt(place: Node): string {
    const { bindings } = this.#facts;
    const minting = this.#minting;
    if (minting && bindings.lookup(minting.name, place) === minting) return `${minting.name}()`;
    const shadow = bindings.lookup("crypto", place);
    const isCrypto =
      shadow === undefined ||
      shadow.defs.length === 0 ||
      /^(?:node:)?crypto$/.test(bindings.importOf(shadow)?.module ?? "");
    return isCrypto ? "crypto.randomUUID()" : "globalThis.crypto.randomUUID()";
  }

  /** A statement that logs both ids, by the file's own logger where it has one. */
  logAt(place: CodePlace, { incoming, current }: { readonly incoming: string; readonly current: string }): string {
    const scope = scopeOf(place);
    const agent = this.#hasAgentId(place.statement) ? "agent: this.agentId, " : "";
    const ids = `{ ${agent}incoming_trace_id: ${incoming}, current_trace_id: ${current} }`;
    if (this.#isAtTop("logStructured", scope)) return `logStructured("info", "agent handoff", ${ids});`;
    return `${this.#isAtTop("logger", scope) ? "logger" : "console"}.info("agent handoff", ${ids});`;
  }

  /** Whether `this` has the name of its agent. */
  #hasAgentId(place: Node): boolean {
    const owner = enclosingClass(place);
    if (owner === undefined) return false;
    return this.#facts.handlers.extendsAgent(owner) || /\bagentId\b/.test(this.#facts.sourceCode.getText(owner));
  }

  #isAtTop(name: string, place: Node): boolean {
    const variable = this.#facts.bindings.lookup(name, place);
    return variable?.scope.type === "module" && variable.defs[0]?.type !== "Type";
  }

  #declaredAbove(place: Node, isWanted: (origins: IdOrigins) => boolean): string | undefined {
    let scope: ReturnType<FileFacts["sourceCode"]["getScope"]> | null = this.#facts.sourceCode.getScope(place);
    for (; scope !== null && scope.type !== "module" && scope.type !== "global"; scope = scope.upper) {
      for (const variable of scope.variables) {
        const declared = variable.identifiers[0];
        if (declared === undefined || declared.range[1] > place.range[0]) continue;
        if (!isWanted(this.#ids.of(declared))) continue;
        if (this.#facts.bindings.lookup(variable.name, place) === variable) return variable.name;
      }
    }
    return undefined;
  }
}

function importedMint({ bindings, sourceCode }: FileFacts): Variable | undefined {
  return sourceCode.ast.body
    .flatMap((statement) => (statement.type === "ImportDeclaration" ? statement.specifiers : []))
    .map(({ local }) => bindings.variableOf(local))
    .find((variable) => {
      const origin = bindings.importOf(variable);
      return origin?.imported === "randomUUID" && /^(?:node:)?crypto$/.test(origin.module);
    });
}
