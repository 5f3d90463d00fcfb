import type { TSESTree } from "@typescript-eslint/utils";
import type { StateFinding } from "./agent-state.js";
import { insertAtEnd, insertBefore, placeAtStart, placeBefore } from "./code-places.js";
import type { FileFacts } from "./file-facts.js";
import {
  calleeName,
  type ClassNode,
  enclosingClass,
  type FunctionNode,
  type Node,
  receiverOf,
  rootOf,
} from "./syntax.js";
import type { TextEdit } from "./text-edits.js";

const STATE_CALL = /^(?:record_?event|update_?heartbeat)$/i;

/** How a handler spells the calls that keep its agent's state. */
interface StateSpelling {
  readonly record: string;
  readonly heartbeat: string;
}

/** Writes the calls that a handler misses, where the code around it shows which registry keeps the state. */
export class StateSteps {
  readonly #facts: FileFacts;
  /** The calls that keep state, by the class they are in. */
  readonly #calls = new Map<ClassNode | undefined, TSESTree.CallExpression[]>();
  readonly #spellings = new Map<ClassNode | undefined, StateSpelling | undefined>();

  constructor(facts: FileFacts, calls: readonly TSESTree.CallExpression[]) {
    this.#facts = facts;
    for (const call of calls) {
      if (!STATE_CALL.test(calleeName(call) ?? "")) continue;
      const owner = enclosingClass(call);
      const siblings = this.#calls.get(owner);
      if (siblings) siblings.push(call);
      else this.#calls.set(owner, [call]);
    }
  }

  /** The edits that mend a finding; none where that takes a person. */
  editsFor({ handler, missing, open, isLate }: StateFinding): readonly TextEdit[] {
    const spelling = this.#spellingFor(handler);
    if (spelling === undefined || isLate) return [];
    const keep = handler.async ? "await" : "void";
    const record = missing.record ? this.#atStart(handler, `${keep} ${spelling.record};`) : [];
    const beats = missing.heartbeat
      ? open.map((end) => this.#beforeEnd(end, { handler, line: `${keep} ${spelling.heartbeat};` }))
      : [];
    const isWhole = (!missing.record || record.length > 0) && beats.every((edits) => edits.length > 0);
    return isWhole && (!missing.heartbeat || beats.length > 0) ? [...record, ...beats.flat()] : [];
  }

  #atStart(handler: FunctionNode, line: string): readonly TextEdit[] {
    const place = placeAtStart(handler);
    return place ? insertBefore(place, [line], this.#facts.sourceCode) : [];
  }

  #beforeEnd(
    end: Node,
    { handler, line }: { readonly handler: FunctionNode; readonly line: string },
  ): readonly TextEdit[] {
    const { sourceCode } = this.#facts;
    if (end.type === "BlockStatement") return [insertAtEnd(end, line, sourceCode)];
    // What a `return` evaluates may be the work, which comes before the sign of life.
    if (end.type !== "ReturnStatement" || (end.argument && end.argument.type !== "Literal")) return [];
    const place = placeBefore(end.argument ?? end, handler);
    return place ? insertBefore(place, [line], sourceCode) : [];
  }

  /** How the class of a handler, or the file around a function, keeps its state elsewhere. */
  #spellingFor(handler: FunctionNode): StateSpelling | undefined {
    const owner = enclosingClass(handler);
    if (!this.#spellings.has(owner)) this.#spellings.set(owner, this.#spellingIn(owner, handler));
    return this.#spellings.get(owner);
  }

  #spellingIn(owner: ClassNode | undefined, handler: FunctionNode): StateSpelling | undefined {
    const { sourceCode } = this.#facts;
    const example = this.#calls
      .get(owner)
      ?.find((call) => [receiverOf(call), ...call.arguments].every((part) => part && this.#means(part, handler)));
    const receiver = example && receiverOf(example);
    if (example === undefined || receiver === undefined) return undefined;
    const rest = sourceCode.text.slice(example.callee.range[1], example.range[1]);
    const isSnake = calleeName(example)?.includes("_") === true;
    const call = (name: string): string => `${sourceCode.getText(receiver)}.${name}${rest}`;
    return {
      record: call(isSnake ? "record_event" : "recordEvent"),
      heartbeat: call(isSnake ? "update_heartbeat" : "updateHeartbeat"),
    };
  }

  /** Whether an expression means the same at the start of a handler. */
  #means(expression: Node, handler: FunctionNode): boolean {
    const root = rootOf(expression);
    if (root.type === "ThisExpression" || root.type === "Literal") return true;
    const variable = root.type === "Identifier" ? this.#facts.bindings.variableOf(root) : undefined;
    if (root.type !== "Identifier") return false;
    return this.#facts.bindings.lookup(root.name, handler) === variable;
  }
}
