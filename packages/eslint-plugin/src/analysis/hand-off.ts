import type { CodePathRecorder } from "./code-paths.js";
import { EventFlow } from "./event-flow.js";
import { FieldWrites } from "./field-writes.js";
import type { FileFacts } from "./file-facts.js";
import type { HandoffFault, HandoffFinding } from "./hand-off-finding.js";
import { HandoffSteps } from "./hand-off-steps.js";
import type { HandlerKind } from "./handlers.js";
import type { KeyedNode } from "./file-nodes.js";
import { KeyUses } from "./key-uses.js";
import { type Facts, HANDOFF, LOG, MINT, READ } from "./must-facts.js";
import { PathSummaries } from "./path-summaries.js";
import { PayloadEvidence } from "./payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS } from "./payload-options.js";
import { type CarriedTrace, PublishedTraces } from "./published-trace.js";
import type { TextEdit } from "./text-edits.js";
import {
  enclosingClass,
  type FunctionNode,
  functionName,
  isFunction,
  type Node,
  receiverOf,
  unwrap,
} from "./syntax.js";
import { TraceCalls } from "./trace-calls.js";
import { TraceFacts } from "./trace-facts.js";
import { TraceIds } from "./trace-ids.js";
import type { TraceOptions } from "./trace-options.js";
import { comesFrom, isMinted, sharedPosition } from "./trace-origins.js";
import { type PublishSite, type TraceAnalyses, TraceSites } from "./trace-sites.js";
import { type Publish, StepsOfHandlers, type TraceSteps } from "./trace-steps.js";

/** Names that may well carry an id that this analysis does not see. */
const MAY_CARRY_ID = /trace|context|ctx|span|hop|meta|scope/i;
/** In a file with more faults than this, which branch leads to the next one is not looked for. */
const MAX_BRANCHES = 50;

/** Judges the hand-off of every handler in a file. */
export class HandoffJudge {
  readonly #facts: FileFacts;
  readonly #analyses: TraceAnalyses;
  readonly #keys: KeyUses;
  readonly #sites: TraceSites;
  readonly #stepsOf: StepsOfHandlers;
  #edits: HandoffSteps | undefined;
  #named = 0;

  constructor(facts: FileFacts, recorder: CodePathRecorder, options: TraceOptions) {
    const { graphs } = recorder;
    const calls = new TraceCalls(facts, options);
    const events = new EventFlow(facts);
    const ids = new TraceIds(facts, { calls, events, fields: new FieldWrites(graphs.values()) });
    const published = new PublishedTraces(facts, ids, events);
    const traceFacts = new TraceFacts(facts, { calls, ids });
    const paths = new PathSummaries(graphs, facts.bindings, {
      own: (node) => traceFacts.roleOf(node).facts,
      across: (given, fn, node) => traceFacts.across(given, fn, node),
    });
    this.#facts = facts;
    this.#analyses = { facts, calls, ids, events, published, paths, traceFacts };
    this.#keys = new KeyUses(new PayloadEvidence(facts, DEFAULT_PAYLOAD_OPTIONS));
    this.#sites = new TraceSites(this.#analyses);
    this.#stepsOf = new StepsOfHandlers(this.#analyses, this.#sites);
  }

  /** The edits that write the step a finding misses; none where that takes a person. */
  editsFor(finding: HandoffFinding): readonly TextEdit[] {
    this.#edits ??= new HandoffSteps(this.#facts, this.#analyses.ids);
    return this.#edits.editsFor(finding);
  }

  /** What is wrong with the handlers of the file, each finding once. */
  findings(): readonly HandoffFinding[] {
    const found = new Map<string, HandoffFinding>();
    for (const fn of this.#analyses.paths.graphs.keys()) {
      const kind = this.#facts.handlers.kindOf(fn);
      if (kind === undefined) continue;
      const steps = this.#stepsOf.of(fn);
      for (const finding of this.#ofHandler(fn, { kind, steps })) {
        const { range } = finding.node;
        const key = `${finding.kind} ${range[0]} ${range[1]}`;
        if (!found.has(key) && !this.#facts.marks.covers(finding.node)) {
          found.set(key, { ...finding, handler: fn, steps });
        }
      }
    }
    return [...found.values()];
  }

  #ofHandler(
    fn: FunctionNode,
    { kind, steps }: { readonly kind: HandlerKind; readonly steps: TraceSteps },
  ): readonly Finding[] {
    if (kind === "entry") return [...this.#ofEntry(fn, steps), ...this.#rawReads(steps)];
    const owner = enclosingClass(fn);
    if (kind === "work" && (owner === undefined || !this.#facts.handlers.extendsAgent(owner))) return [];
    // The runtime has read, minted and logged before it calls these.
    return this.#ofPublished(fn, steps).filter(
      ({ kind: fault, node }) => fault === "publishIncomingTrace" || !(kind === "work" || this.#isContextCall(node)),
    );
  }

  #ofEntry(fn: FunctionNode, steps: TraceSteps): readonly Finding[] {
    const { publishes, named, awaited } = this.#sites.of(fn);
    const atWork = named ?? awaited;
    if (publishes.length === 0 && atWork === undefined) return [];
    // Others call a function so as well: that it awaits something with its event does not make it an agent's.
    const isOurs = this.#facts.handlers.takesPart || enclosingClass(fn) !== undefined;
    if (!isOurs && publishes.length === 0 && named === undefined) return [];
    const unmet = publishes.length === 0 ? HANDOFF & ~(atWork ?? HANDOFF) : 0;
    const occurs = this.#analyses.paths.of(fn).occurs & HANDOFF;
    const missing = occurs === 0 ? HANDOFF : unmet;
    if (missing !== 0) return [finding("missingHandoff", functionName(fn)?.node ?? fn, { missing })];
    const [firstShared] = [...steps.shared].sort((left, right) => left.range[0] - right.range[0]);
    const works = named === undefined ? steps.works : steps.works.filter(({ isNamed }) => isNamed);
    return [
      ...steps.continued
        .filter((node) => !steps.publishes.some(({ carried: { value } }) => value && contains(value, node)))
        .map((node) => finding("continuedTrace", node)),
      ...(firstShared ? [this.#sharedMint(firstShared)] : []),
      ...publishes.flatMap((site) => this.#ofFacts(site, { fn, isShared: firstShared !== undefined })),
      // A choice between both ids was reported where it is made.
      ...this.#ofPublished(fn, steps).filter(({ isEither }) => !(isEither && steps.continued.length > 0)),
      ...works.flatMap(({ call }) => this.#ofWork(call)),
    ];
  }

  #sharedMint(use: Node): Finding {
    return finding("sharedMint", use, { mintedAt: sharedPosition(this.#analyses.ids.of(use)) });
  }

  /** Raw reads of the incoming id that the rule on raw keys does not see. */
  #rawReads({ reads }: TraceSteps): readonly Finding[] {
    return reads.flatMap((read) => {
      const key = keyOfRead(read);
      if (this.#facts.keys.of(key)?.origin === "registry") return [];
      const holder = (read.type === "Property" ? read.parent : read) as KeyedNode;
      return this.#keys.in(holder).some((use) => use.node === key) ? [] : [finding("rawTraceKey", key)];
    });
  }

  #ofFacts(
    site: PublishSite,
    { fn, isShared }: { readonly fn: FunctionNode; readonly isShared: boolean },
  ): readonly Finding[] {
    const isAccounted = isShared || isEither(site.carried);
    const logs = this.#logsOf(site, fn);
    const unlogged = (site.facts & LOG) !== 0 && (site.facts & logs) === 0 ? LOG : 0;
    const missing = ((HANDOFF & ~site.facts) | unlogged) & (isAccounted ? ~MINT : -1);
    if (missing === 0) return [];
    const kind = missing & READ ? "publishBeforeRead" : missing & MINT ? "publishBeforeMint" : "publishBeforeLog";
    this.#named += 1;
    const fact = missing === LOG ? logs : missing & -missing;
    const branch = this.#named > MAX_BRANCHES ? undefined : site.branchWithout(fact);
    return [finding(kind, site.call, { missing, branch, carried: site.carried })];
  }

  /** The facts of a handler of which one must hold so that the published id was logged. */
  #logsOf({ carried: { origins } }: PublishSite, fn: FunctionNode): Facts {
    return isMinted(origins) ? this.#analyses.traceFacts.logsOf(origins, fn) : LOG;
  }

  /** What is wrong with the ids that are published: by the functions that a handler runs, or by what it hands them. */
  #ofPublished(fn: FunctionNode, { publishes }: TraceSteps): readonly PublishedFinding[] {
    const isOwn = new Set<Node>(publishes.map(({ call }) => call));
    const handedOn = this.#sites.of(fn).publishes.filter(({ call, carried }) => carried.carrier && !isOwn.has(call));
    return [...publishes, ...handedOn].flatMap((publish) => this.#ofCarried(publish));
  }

  #ofCarried({ call, carried }: Publish): readonly PublishedFinding[] {
    if (carried.presence === "no") return [{ ...finding("publishWithoutTrace", call, { carried }), isEither: false }];
    const isInline = carried.value !== undefined && isChoice(carried.value);
    const isIncoming = carried.origins.has("incoming") || (carried.origins.has("continued") && isInline);
    const found = finding("publishIncomingTrace", carried.carrier ?? call, { carried });
    return isIncoming ? [{ ...found, isEither: isEither(carried) }] : [];
  }

  #ofWork(call: Publish["call"]): readonly Finding[] {
    if (!call.arguments.some((argument) => this.#analyses.events.isEvent(argument))) return [];
    const isGiven = call.arguments.some((argument) => this.#mayCarryCurrent(argument));
    return isGiven ? [] : [finding("workWithoutTrace", call)];
  }

  #mayCarryCurrent(argument: Node): boolean {
    const { ids, events } = this.#analyses;
    if (argument.type === "SpreadElement") return true;
    const origins = ids.of(argument);
    if (origins.size > 0) return [...origins].some((origin) => origin !== "incoming");
    if (events.isEvent(argument)) return false;
    const node = unwrap(argument);
    if (node.type === "ObjectExpression") {
      return node.properties.some((property) =>
        this.#mayCarryCurrent(property.type === "Property" ? property.value : property),
      );
    }
    const literal = ids.literalOf(node);
    if (literal) return this.#mayCarryCurrent(literal);
    return MAY_CARRY_ID.test(this.#facts.sourceCode.getText(node));
  }

  /** Whether a handler publishes through the context it was given: the runtime adds the trace id. */
  #isContextCall(call: Node): boolean {
    if (call.type !== "CallExpression") return false;
    const { bindings, handlers } = this.#facts;
    const target = receiverOf(call) ?? call.callee;
    const [definition] = bindings.variableOf(unwrap(target))?.defs ?? [];
    if (definition === undefined || !isFunction(definition.node)) return false;
    const context = definition.node.params[1];
    const isHandler = handlers.kindOf(definition.node) === "registered";
    // Under its usual name it may be handed on.
    return isHandler
      ? context !== undefined && contains(context, definition.name)
      : /^(?:context|ctx)$/i.test(definition.name.type === "Identifier" ? definition.name.name : "");
  }
}

/** A finding of the handler that is being judged. */
type Finding = Omit<HandoffFinding, "handler" | "steps">;

type PublishedFinding = Finding & {
  /** Whether the id may be the incoming or the minted one. */
  readonly isEither: boolean;
};

/** The key by which a node reads. */
function keyOfRead(node: Node): Node {
  if (node.type === "MemberExpression") return node.property;
  if (node.type === "Property") return node.key;
  return node.type === "CallExpression" ? (node.arguments[0] ?? node) : node;
}

function finding(kind: HandoffFault, node: Node, details: Partial<Finding> = {}): Finding {
  return { missing: 0, branch: undefined, mintedAt: undefined, carried: undefined, ...details, kind, node };
}

function isEither({ origins }: CarriedTrace): boolean {
  return origins.has("incoming") && comesFrom(origins, "minted");
}

function isChoice(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === "LogicalExpression" || inner.type === "ConditionalExpression";
}

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}
