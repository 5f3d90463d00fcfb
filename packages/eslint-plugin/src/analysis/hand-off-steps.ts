import type { TSESTree } from "@typescript-eslint/utils";
import {
  type CodePlace,
  freeName,
  insertBefore,
  placeAtStart,
  placeBefore,
  placeInBody,
  scopeOf,
} from "./code-places.js";
import type { FileFacts } from "./file-facts.js";
import type { HandoffFinding } from "./hand-off-finding.js";
import { editKey } from "./key-edits.js";
import { type Facts, HANDOFF, LOG, MINT, READ } from "./must-facts.js";
import type { CarriedTrace } from "./published-trace.js";
import { type FunctionNode, type Node, unwrap } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";
import type { TraceIds } from "./trace-ids.js";
import { TraceNames } from "./trace-names.js";
import { comesFrom, type IdOrigins, NO_ORIGINS } from "./trace-origins.js";

const INCOMING_NAME = "incomingTraceId";
const CURRENT_NAME = "currentTraceId";

/** Statements to write, and what holds the current id below them. */
interface Steps {
  readonly lines: readonly string[];
  readonly current: string;
  /** Whether that is the id which is published already. */
  readonly isPublished: boolean;
  readonly edits: readonly TextEdit[];
}

interface Current {
  readonly name: string;
  readonly lines: readonly string[];
  readonly isPublished: boolean;
}

/** Writes the step that a finding misses, where its place and names are plain. */
export class HandoffSteps {
  readonly #facts: FileFacts;
  readonly #ids: TraceIds;
  readonly #names: TraceNames;

  constructor(facts: FileFacts, ids: TraceIds) {
    this.#facts = facts;
    this.#ids = ids;
    this.#names = new TraceNames(facts, ids);
  }

  /** The edits that mend a finding; none where that takes a person. */
  editsFor(finding: HandoffFinding): readonly TextEdit[] {
    const edits = new Map(this.#editsFor(finding).map((edit) => [`${edit.range[0]} ${edit.text}`, edit]));
    return [...edits.values()];
  }

  #editsFor(finding: HandoffFinding): readonly TextEdit[] {
    switch (finding.kind) {
      case "missingHandoff":
        return this.#insertHandoff(finding);
      case "publishBeforeRead":
      case "publishBeforeMint":
      case "publishBeforeLog":
        return this.#insertSteps(finding);
      case "continuedTrace":
        return this.#mintInstead(finding.node);
      case "sharedMint":
        return this.#mintInside(finding);
      case "publishIncomingTrace":
        return this.#publishCurrent(finding);
      case "publishWithoutTrace":
        return this.#addTrace(finding.carried, this.#currentWhere(finding));
      case "workWithoutTrace":
        return this.#passCurrent(finding.node, this.#names.currentAt(finding));
      case "rawTraceKey":
        return this.#spellKey(finding.node);
    }
  }

  /** Writes the steps that a handler lacks before its work, and hands on the id. */
  #insertHandoff({ handler, missing, steps }: HandoffFinding): readonly TextEdit[] {
    const works = steps.works.map(({ call }) => call).filter((call) => isWithin(call, handler));
    const publishes = steps.publishes.filter(({ call }) => isWithin(call, handler));
    const first = [...works, ...publishes.map(({ call }) => call)].sort(
      (left, right) => left.range[0] - right.range[0],
    )[0];
    const isWhole = missing === HANDOFF;
    const place = isWhole ? placeAtStart(handler) : first && placeInBody(first, handler);
    const written = place && this.#stepsFor({ place, handler, missing, origins: NO_ORIGINS, inline: undefined });
    if (place === undefined || written === undefined) return [];
    return [
      ...insertBefore(place, written.lines, this.#facts.sourceCode),
      ...works
        .filter((call) => isWhole && this.#isWithoutCurrent(call))
        .flatMap((call) => this.#passCurrent(call, written.current)),
      ...publishes.flatMap(({ carried }) => (isWhole ? this.#republish(carried, written.current) : [])),
      ...written.edits,
    ];
  }

  /** Writes the steps that a publish lacks before it. */
  #insertSteps({ node, handler, missing, carried }: HandoffFinding): readonly TextEdit[] {
    const place = placeBefore(node, handler);
    if (place === undefined || carried === undefined) return [];
    const { origins } = carried;
    const value = carried.value && unwrap(carried.value);
    const inline = value?.type === "CallExpression" && comesFrom(origins, "minted") ? value : undefined;
    const written = this.#stepsFor({ place, handler, missing, origins, inline });
    if (written === undefined) return [];
    const [start] = place.statement.range;
    const target = carried.carrier ?? carried.lacking;
    const sent = target && target.range[0] >= start ? this.#republish(carried, written.current) : [];
    // An id that is minted and logged but not published would be a false trace.
    if (!written.isPublished && sent.length === 0) return [];
    return [
      ...insertBefore(place, written.lines, this.#facts.sourceCode),
      ...(written.isPublished ? [] : sent),
      ...written.edits,
    ];
  }

  #stepsFor({ place, handler, missing, origins, inline }: Wanted): Steps | undefined {
    const at = { node: place.statement, handler };
    const lines: string[] = [];
    let edits: readonly TextEdit[] = [];
    let incoming = this.#names.incomingAt(place.statement);
    if (incoming === undefined || missing & READ) {
      const event = this.#names.eventAt(at);
      if (event === undefined) return undefined;
      const access = this.#names.traceMember(scopeOf(place));
      incoming = freeName(INCOMING_NAME, scopeOf(place), this.#facts.bindings);
      lines.push(`const ${incoming} = ${event}[${access.member}];`);
      edits = access.edits;
    }
    const current = this.#currentFor({ place, handler, missing, origins, inline });
    if (current === undefined) return undefined;
    lines.push(...current.lines);
    if (missing & LOG) lines.push(this.#names.logAt(place, { incoming, current: current.name }));
    return { lines, current: current.name, isPublished: current.isPublished, edits };
  }

  /** What holds the current id at a place, and the statement that makes it so. */
  #currentFor({ place, handler, missing, origins, inline }: Wanted): Current | undefined {
    const { sourceCode, bindings } = this.#facts;
    const { statement } = place;
    const isMinted = comesFrom(origins, "minted");
    const known = inline
      ? undefined
      : this.#names.currentAt({ node: statement, handler }, isMinted ? origins : undefined);
    if (known !== undefined && !(missing & MINT)) return { name: known, lines: [], isPublished: isMinted };
    const mint = inline ? sourceCode.getText(inline) : this.#names.mintAt(scopeOf(place));
    if (known !== undefined) {
      const declaration = bindings.lookup(known, statement)?.defs[0]?.parent;
      const isRewritable = declaration?.type === "VariableDeclaration" && declaration.kind !== "const";
      return isRewritable ? { name: known, lines: [`${known} ??= ${mint};`], isPublished: isMinted } : undefined;
    }
    if (!(missing & MINT) && inline === undefined) return undefined;
    const name = freeName(CURRENT_NAME, scopeOf(place), bindings);
    return { name, lines: [`const ${name} = ${mint};`], isPublished: false };
  }

  #mintInstead(node: Node): readonly TextEdit[] {
    if (node.type !== "AssignmentExpression") return [{ range: node.range, text: this.#names.mintAt(node) }];
    const statement = node.parent.parent?.type === "BlockStatement" ? node.parent.parent.parent : node.parent.parent;
    const text = `${this.#facts.sourceCode.getText(node.left)} = ${this.#names.mintAt(node)}`;
    if (node.operator !== "=") return [{ range: node.range, text }];
    const isWhole = statement?.type === "IfStatement" && statement.alternate === null;
    return isWhole && countStatements(statement.consequent) === 1 ? [{ range: statement.range, text: `${text};` }] : [];
  }

  /** Mints an id in the handler and puts it in the place of one that all events share. */
  #mintInside({ handler, steps }: HandoffFinding): readonly TextEdit[] {
    const uses = [...new Set(steps.shared)];
    const place = placeAtStart(handler);
    if (place === undefined || uses.some((use) => !isWithin(use, handler.body) || !isPlain(use))) return [];
    const name = freeName(CURRENT_NAME, scopeOf(place), this.#facts.bindings);
    const line = `const ${name} = ${this.#names.mintAt(scopeOf(place))};`;
    return [...insertBefore(place, [line], this.#facts.sourceCode), ...uses.map((use) => replaceValue(use, name))];
  }

  #publishCurrent(finding: HandoffFinding): readonly TextEdit[] {
    const { carried, node } = finding;
    const current = this.#names.currentAt({ node, handler: finding.handler });
    if (carried?.carrier === undefined) return [];
    if (current !== undefined) return this.#republish(carried, current);
    // The choice between both ids, made further up.
    const { bindings } = this.#facts;
    const value = carried.value && unwrap(carried.value);
    const choice = value?.type === "Identifier" ? bindings.constantInit(bindings.variableOf(value)) : undefined;
    const isChoice = choice?.type === "ConditionalExpression" || choice?.type === "LogicalExpression";
    return isChoice ? [{ range: choice.range, text: this.#names.mintAt(choice) }] : [];
  }

  /** Puts the current id where a published object has none or another. */
  #republish(carried: CarriedTrace, current: string): readonly TextEdit[] {
    const { carrier, presence } = carried;
    if (presence === "no") return this.#addTrace(carried, current);
    if (carrier === undefined) return [];
    if (carrier.type === "SpreadElement") {
      return carrier.parent.type === "ObjectExpression"
        ? this.#addTrace({ ...carried, lacking: carrier.parent }, current)
        : [];
    }
    const value = carrier.type === "Property" ? carrier.value : carrier;
    return [replaceValue(value, current)];
  }

  /** What holds the current id where a published object is written. */
  #currentWhere({ carried, handler }: HandoffFinding): string | undefined {
    return carried?.lacking && this.#names.currentAt({ node: carried.lacking, handler });
  }

  #addTrace(carried: CarriedTrace | undefined, current: string | undefined): readonly TextEdit[] {
    const lacking = carried?.lacking;
    if (lacking === undefined || current === undefined) return [];
    const { member, edits } = this.#names.traceMember(lacking);
    if (lacking.type === "CallExpression") {
      const last = lacking.arguments.at(-1);
      return last ? [{ range: [last.range[1], last.range[1]], text: `, ${member}, ${current}` }, ...edits] : [];
    }
    const last = lacking.properties.at(-1);
    const entry = `[${member}]: ${current}`;
    if (last === undefined) return [{ range: lacking.range, text: `{ ${entry} }` }, ...edits];
    return [{ range: [last.range[1], last.range[1]], text: `, ${entry}` }, ...edits];
  }

  #passCurrent(call: Node, current: string | undefined): readonly TextEdit[] {
    if (call.type !== "CallExpression" || current === undefined) return [];
    const incoming = call.arguments.find((argument) => this.#ids.of(argument).has("incoming"));
    if (incoming) return [replaceValue(incoming, current)];
    const fn = this.#facts.bindings.functionOf(call.callee);
    // A function that has no room for the id would not compile.
    if (fn && fn.params.length <= call.arguments.length) return [];
    const last = call.arguments.at(-1);
    return last ? [{ range: [last.range[1], last.range[1]], text: `, ${current}` }] : [];
  }

  #isWithoutCurrent(call: TSESTree.CallExpression): boolean {
    return !call.arguments.some((argument) => comesFrom(this.#ids.of(argument), "minted"));
  }

  #spellKey(node: Node): readonly TextEdit[] {
    const { member, edits } = this.#names.traceMember(node);
    const isDotted = node.parent?.type === "MemberExpression" && !node.parent.computed;
    const isName = node.parent?.type === "Property" && !node.parent.computed;
    const form = isDotted ? "dotted" : isName ? "property" : "expression";
    return [editKey({ node, form }, member, this.#facts), ...edits];
  }
}

/** What steps are wanted before a place, and the id that is published below it. */
interface Wanted {
  readonly place: CodePlace;
  readonly handler: FunctionNode;
  readonly missing: Facts;
  readonly origins: IdOrigins;
  /** The mint, where the id is made in the publish itself. */
  readonly inline: Node | undefined;
}

/** Puts a name in the place of a value; `{ id }` keeps its key. */
function replaceValue(value: Node, name: string): TextEdit {
  const { parent } = value;
  const isShorthand = parent?.type === "Property" && parent.shorthand && parent.value === value;
  return { range: value.range, text: isShorthand && value.type === "Identifier" ? `${value.name}: ${name}` : name };
}

function countStatements(node: Node): number {
  return node.type === "BlockStatement" ? node.body.length : 1;
}

function isPlain(node: Node): boolean {
  return node.type === "Identifier" || node.type === "MemberExpression";
}

function isWithin(inner: Node, outer: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}
