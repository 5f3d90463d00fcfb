import type { TSESTree } from "@typescript-eslint/utils";
import type { CodePathRecorder } from "./code-paths.js";
import { EventFlow } from "./event-flow.js";
import type { FileFacts } from "./file-facts.js";
import { FunctionSummaries, type FunctionSummary, type PublishSite, type WorkSite } from "./function-summaries.js";
import { HandoffSteps } from "./hand-off-steps.js";
import type { HandlerKind } from "./handlers.js";
import { type KeyedNode, KeyUses } from "./key-uses.js";
import { type Facts, HANDOFF, LOG, MINT, READ } from "./must-facts.js";
import { PayloadEvidence } from "./payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS } from "./payload-options.js";
import { type CarriedTrace, PublishedTraces } from "./published-trace.js";
import type { TextEdit } from "./registry-import.js";
import { enclosingClass, type FunctionNode, functionName, type Node, receiverOf, unwrap } from "./syntax.js";
import { TraceCalls } from "./trace-calls.js";
import { TraceIds } from "./trace-ids.js";
import type { TraceOptions } from "./trace-options.js";

/** What can be wrong with a hand-off. */
export type HandoffFault =
  | "missingHandoff"
  | "publishBeforeRead"
  | "publishBeforeMint"
  | "publishBeforeLog"
  | "publishWithoutTrace"
  | "publishIncomingTrace"
  | "continuedTrace"
  | "sharedMint"
  | "workWithoutTrace"
  | "rawTraceKey";

/** What is wrong with a hand-off, and where. */
export interface HandoffFinding {
  readonly kind: HandoffFault;
  readonly node: Node;
  /** The facts that lack. */
  readonly missing: Facts;
  /** By which branch they can be missed: "when `x` is falsy". */
  readonly branch: string | undefined;
}

/** Names that may well carry an id that this analysis does not see. */
const MAY_CARRY_ID = /trace|context|ctx|span|hop|meta|scope/i;

/** Judges the hand-off of every handler in a file. */
export class HandoffJudge {
  readonly #facts: FileFacts;
  readonly #ids: TraceIds;
  readonly #events: EventFlow;
  readonly #calls: TraceCalls;
  readonly #graphs: CodePathRecorder["graphs"];
  readonly #keys: KeyUses;
  #steps: HandoffSteps | undefined;
  readonly #summaries: FunctionSummaries;

  constructor(facts: FileFacts, recorder: CodePathRecorder, options: TraceOptions) {
    const calls = new TraceCalls(facts, options);
    const events = new EventFlow(facts);
    const ids = new TraceIds(facts, calls, events);
    const published = new PublishedTraces(facts, ids, events);
    this.#facts = facts;
    this.#ids = ids;
    this.#events = events;
    this.#calls = calls;
    this.#graphs = recorder.graphs;
    this.#keys = new KeyUses(new PayloadEvidence(facts, DEFAULT_PAYLOAD_OPTIONS));
    this.#summaries = new FunctionSummaries({ facts, calls, ids, events, published, graphs: recorder.graphs });
  }

  /** The edits that write the step a finding misses; none where that takes a person. */
  editsFor(finding: HandoffFinding): readonly TextEdit[] {
    this.#steps ??= new HandoffSteps(this.#facts, this.#ids);
    return this.#steps.editsFor(finding);
  }

  /** What is wrong with the handlers of the file, each finding once. */
  findings(): readonly HandoffFinding[] {
    const found = new Map<string, HandoffFinding>();
    for (const fn of this.#graphs.keys()) {
      const kind = this.#facts.handlers.kindOf(fn);
      if (kind === undefined) continue;
      for (const finding of this.#ofHandler(fn, kind)) {
        const { range } = finding.node;
        const key = `${finding.kind} ${range[0]} ${range[1]}`;
        if (!found.has(key) && !this.#facts.marks.covers(finding.node)) found.set(key, finding);
      }
    }
    return [...found.values()];
  }

  #ofHandler(fn: FunctionNode, kind: HandlerKind): readonly HandoffFinding[] {
    const summary = this.#summaries.of(fn);
    if (kind === "entry") return [...this.#ofEntry(fn, summary), ...this.#rawReads(summary)];
    const owner = enclosingClass(fn);
    if (kind === "work" && (owner === undefined || !this.#facts.handlers.extendsAgent(owner))) return [];
    // The runtime has read, minted and logged before it calls these.
    return summary.publishes.flatMap((site) => {
      const found = this.#ofCarried(site);
      return kind === "work" || isContextCall(site.call, fn)
        ? found.filter((finding) => finding.kind === "publishIncomingTrace")
        : found;
    });
  }

  #ofEntry(fn: FunctionNode, summary: FunctionSummary): readonly HandoffFinding[] {
    const { publishes } = summary;
    const works = summary.works.some((work) => work.isNamed)
      ? summary.works.filter((work) => work.isNamed)
      : summary.works;
    if (publishes.length === 0 && works.length === 0) return [];
    // Others call a function so as well: that it awaits something with its event does not make it an agent's.
    const isOurs = this.#facts.handlers.takesPart || enclosingClass(fn) !== undefined;
    if (!isOurs && publishes.length === 0 && !works.some((work) => work.isNamed)) return [];
    const unmet = publishes.length === 0 ? works.reduce((facts, work) => facts | (HANDOFF & ~work.facts), 0) : 0;
    const missing = summary.occurs === 0 ? HANDOFF : unmet;
    if (missing !== 0) {
      return [{ kind: "missingHandoff", node: functionName(fn)?.node ?? fn, missing, branch: undefined }];
    }
    const shared = [...summary.shared].sort((left, right) => left.range[0] - right.range[0]).slice(0, 1);
    return [
      ...summary.continued
        .filter((node) => !publishes.some((site) => site.carried.value && contains(site.carried.value, node)))
        .map((node) => finding("continuedTrace", node)),
      ...shared.map((node) => finding("sharedMint", node)),
      ...publishes.flatMap((site) => [
        ...this.#ofFacts(site, shared.length > 0),
        // A choice between both ids was reported where it is made.
        ...(summary.continued.length > 0 && isEither(site) ? [] : this.#ofCarried(site)),
      ]),
      ...works.flatMap((work) => this.#ofWork(work)),
    ];
  }

  /** Raw reads of the incoming id that the rule on raw keys does not see. */
  #rawReads(summary: FunctionSummary): readonly HandoffFinding[] {
    return summary.reads.flatMap((read) => {
      const key = keyOfRead(read);
      if (this.#facts.keys.of(key)?.origin === "registry") return [];
      const holder = (read.type === "Property" ? read.parent : read) as KeyedNode;
      return this.#keys.in(holder).some((use) => use.node === key) ? [] : [finding("rawTraceKey", key)];
    });
  }

  #ofFacts(site: PublishSite, isShared: boolean): readonly HandoffFinding[] {
    const isAccounted = isShared || isEither(site);
    const unlogged = this.#isUnlogged(site.carried) ? LOG : 0;
    const missing = ((HANDOFF & ~site.facts) | unlogged) & (isAccounted ? ~MINT : -1);
    if (missing === 0) return [];
    const kind = missing & READ ? "publishBeforeRead" : missing & MINT ? "publishBeforeMint" : "publishBeforeLog";
    return [{ kind, node: site.call, missing, branch: site.branch }];
  }

  /** Whether a published id is one of several, and not the one that was logged. */
  #isUnlogged({ origins, value }: CarriedTrace): boolean {
    if (value === undefined || origins.size !== 1 || !origins.has("minted")) return false;
    const node = unwrap(value);
    if (node.type === "CallExpression") return this.#calls.isMint(node);
    const variable = node.type === "Identifier" ? this.#facts.bindings.variableOf(node) : undefined;
    const init = this.#facts.bindings.constantInit(variable);
    const made = init && unwrap(init);
    if (variable === undefined || made?.type !== "CallExpression" || !this.#calls.isMint(made)) return false;
    const reads = variable.references.filter((reference) => reference.isRead());
    return reads.every(({ identifier }) => this.#isOnlySent(identifier));
  }

  /** Whether an id goes straight into a publish or the work, and nowhere else. */
  #isOnlySent(identifier: Node): boolean {
    for (let node = identifier.parent; node; node = node.parent) {
      if (node.type === "CallExpression") return this.#calls.isPublish(node) || this.#calls.isNamedWork(node);
      if (node.type !== "Property" && node.type !== "ObjectExpression") return false;
    }
    return false;
  }

  #ofCarried({ call, carried }: PublishSite): readonly HandoffFinding[] {
    if (carried.presence === "no") return [finding("publishWithoutTrace", call)];
    const isInline = carried.value !== undefined && isChoice(carried.value);
    const isIncoming = carried.origins.has("incoming") || (carried.origins.has("continued") && isInline);
    return isIncoming ? [finding("publishIncomingTrace", carried.carrier ?? call)] : [];
  }

  #ofWork({ call }: WorkSite): readonly HandoffFinding[] {
    if (!call.arguments.some((argument) => this.#events.isEvent(argument))) return [];
    const isGiven = call.arguments.some((argument) => this.#mayCarryCurrent(argument));
    return isGiven ? [] : [finding("workWithoutTrace", call)];
  }

  #mayCarryCurrent(argument: Node): boolean {
    if (argument.type === "SpreadElement") return true;
    const origins = this.#ids.of(argument);
    if (origins.size > 0) return [...origins].some((origin) => origin !== "incoming");
    if (this.#events.isEvent(argument)) return false;
    const node = unwrap(argument);
    if (node.type === "ObjectExpression") {
      return node.properties.some((property) =>
        this.#mayCarryCurrent(property.type === "Property" ? property.value : property),
      );
    }
    const literal = this.#ids.literalOf(node);
    if (literal) return this.#mayCarryCurrent(literal);
    return MAY_CARRY_ID.test(this.#facts.sourceCode.getText(node));
  }
}

/** The key by which a node reads. */
function keyOfRead(node: Node): Node {
  if (node.type === "MemberExpression") return node.property;
  if (node.type === "Property") return node.key;
  return node.type === "CallExpression" ? (node.arguments[0] ?? node) : node;
}

function finding(kind: HandoffFinding["kind"], node: Node): HandoffFinding {
  return { kind, node, missing: 0, branch: undefined };
}

/** Whether a published id may be the incoming or the minted one. */
function isEither({ carried: { origins } }: PublishSite): boolean {
  return origins.has("incoming") && origins.has("minted");
}

function isChoice(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === "LogicalExpression" || inner.type === "ConditionalExpression";
}

/** Whether a registered handler publishes through the context it was given: the runtime adds the trace id. */
function isContextCall(call: TSESTree.CallExpression, fn: FunctionNode): boolean {
  const receiver = receiverOf(call);
  const context = fn.params[1];
  if (context?.type === "ObjectPattern") return receiver === undefined;
  return receiver?.type === "Identifier" && context?.type === "Identifier" && receiver.name === context.name;
}

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}
