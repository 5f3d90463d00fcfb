import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionSummaries, TraceAnalyses } from "./function-summaries.js";
import { type Facts, HANDOFF, LOG, MINT, READ } from "./must-facts.js";
import type { Node } from "./syntax.js";
import type { IdOrigin, IdOrigins } from "./trace-ids.js";
import { originsWithin } from "./trace-logs.js";

const FIRST_WAITING_BIT = 3;
const LAST_WAITING_BIT = 30;

/** Tells what each node of one function establishes, and remembers what it saw on the way. */
export class FactGivers {
  /** Log calls that wait for a caller's arguments; each has a bit of its own above those of the hand-off. */
  readonly waiting: IdOrigins[] = [];
  /** Choices between the incoming id and a mint. */
  readonly continued = new Set<Node>();
  /** Reads of the incoming id. */
  readonly reads = new Set<Node>();
  /** Uses of an id that was minted outside. */
  readonly shared = new Set<Node>();
  /** What happens on some path. */
  occurs: Facts = 0;
  readonly #analyses: TraceAnalyses;
  readonly #summaries: FunctionSummaries;
  readonly #given = new Map<Node, Facts>();

  constructor(analyses: TraceAnalyses, summaries: FunctionSummaries) {
    this.#analyses = analyses;
    this.#summaries = summaries;
  }

  /** What holds once a node was evaluated. */
  gives(node: Node): Facts {
    const known = this.#given.get(node);
    if (known !== undefined) return known;
    this.#given.set(node, 0);
    const given = this.#judge(node);
    this.#given.set(node, given);
    this.occurs |= given & HANDOFF;
    return given;
  }

  #judge(node: Node): Facts {
    const { ids } = this.#analyses;
    let given: Facts = 0;
    if (ids.isRead(node)) {
      this.reads.add(node);
      given |= READ;
    }
    switch (node.type) {
      case "CallExpression":
        return given | this.#callGives(node);
      case "ChainExpression":
        return given | this.#chainGives(node.expression);
      case "LogicalExpression":
      case "ConditionalExpression":
      case "AssignmentExpression":
        return given | this.#choiceGives(node);
      case "IfStatement":
        return given | this.#replacementGives(node);
      default:
        return given;
    }
  }

  /** A missing logger, or a missing event, is no path of the protocol. */
  #chainGives(node: Node): Facts {
    let given: Facts = 0;
    for (let part: Node | undefined = node; part !== undefined;) {
      given |= this.gives(part);
      if (part.type === "MemberExpression") part = part.object;
      else part = part.type === "CallExpression" ? part.callee : undefined;
    }
    return given;
  }

  #callGives(call: TSESTree.CallExpression): Facts {
    const { calls } = this.#analyses;
    if (calls.isHandoffHelper(call) || calls.isInheritedHandoff(call)) return HANDOFF;
    if (calls.isMint(call)) return MINT;
    const child = calls.childLoggerOf(call);
    const logged = calls.isLog(call) ? [...call.arguments, ...(child ? child.arguments : [])] : child?.arguments;
    if (logged) return this.#logGives(logged);
    const fn = this.#analyses.facts.bindings.functionOf(call.callee);
    if (fn === undefined) return 0;
    const summary = this.#summaries.of(fn);
    this.occurs |= summary.occurs;
    let given = summary.gives & HANDOFF;
    for (const [index, origins] of summary.waiting.entries()) {
      const resolved = this.#logFacts(this.#analyses.ids.substitute(origins, call));
      this.occurs |= resolved;
      if (summary.gives & (1 << (FIRST_WAITING_BIT + index))) given |= resolved;
    }
    return given;
  }

  #logGives(logged: readonly Node[]): Facts {
    const { origins, shared } = originsWithin(logged, this.#analyses.ids);
    for (const use of shared) this.shared.add(use);
    return this.#logFacts(origins);
  }

  #logFacts(origins: IdOrigins): Facts {
    const hasCurrent = origins.has("minted") || origins.has("shared") || origins.has("continued");
    if (origins.has("incoming") && hasCurrent) return LOG;
    const bit = FIRST_WAITING_BIT + this.waiting.length;
    const isWaiting = [...origins].some((origin: IdOrigin) => origin.startsWith("parameter "));
    if (!isWaiting || bit > LAST_WAITING_BIT) return 0;
    this.waiting.push(origins);
    return 1 << bit;
  }

  #choiceGives(
    node: TSESTree.LogicalExpression | TSESTree.ConditionalExpression | TSESTree.AssignmentExpression,
  ): Facts {
    if (node.type === "AssignmentExpression" && node.operator === "=") return 0;
    const origins = this.#analyses.ids.of(node);
    if (origins.has("continued")) this.continued.add(node);
    // Whose id it is, is reported at the choice or where it is published; that it may not be minted follows from it.
    return origins.has("continued") || (origins.has("incoming") && origins.has("minted")) ? MINT : 0;
  }

  /** `if (!id) id = mint()`: the incoming id, continued. */
  #replacementGives(node: TSESTree.IfStatement): Facts {
    const { ids } = this.#analyses;
    const [statement] = node.consequent.type === "BlockStatement" ? node.consequent.body : [node.consequent];
    const assignment = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
    if (assignment?.type !== "AssignmentExpression" || assignment.left.type !== "Identifier") return 0;
    const variable = this.#analyses.facts.bindings.variableOf(assignment.left);
    if (!ids.of(assignment.right).has("minted") || variable === undefined) return 0;
    if (!ids.of(assignment.left).has("incoming")) return 0;
    if (ids.mentionsIncoming(node.test)) this.continued.add(assignment);
    return MINT;
  }
}
