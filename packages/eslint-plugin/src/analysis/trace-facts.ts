import type { TSESTree } from "@typescript-eslint/utils";
import type { FileFacts } from "./file-facts.js";
import { ALL_FACTS, type Facts, HANDOFF, LOG, MINT, READ } from "./must-facts.js";
import { enclosingFunction, type FunctionNode, isFunction, type Node } from "./syntax.js";
import type { TraceCalls } from "./trace-calls.js";
import type { TraceIds } from "./trace-ids.js";
import { originsWithin } from "./trace-logs.js";
import { comesFrom, type IdOrigins, INCOMING, isCurrent, isMinted, union } from "./trace-origins.js";

const FIRST_LOGGED_BIT = 3;
/** How many of them a number has room for. */
const MOST_LOGGED = 28;

/** What a node is to the hand-off. */
export interface TraceRole {
  readonly facts: Facts;
  /** Whether it reads the incoming id. */
  readonly isRead: boolean;
  /** The choice between the incoming id and a mint that it makes. */
  readonly continued: Node | undefined;
  /** Uses of an id that was minted outside. */
  readonly shared: readonly Node[];
}

const NO_ROLE: TraceRole = { facts: 0, isRead: false, continued: undefined, shared: [] };

/**
 * Tells what each node establishes for the hand-off. Which ids were logged together is a fact too: each function has
 * bits of its own for that, above those of the hand-off.
 */
export class TraceFacts {
  readonly #facts: FileFacts;
  readonly #calls: TraceCalls;
  readonly #ids: TraceIds;
  readonly #roles = new Map<Node, TraceRole>();
  readonly #logged = new Map<FunctionNode, Map<string, IdOrigins>>();

  constructor(facts: FileFacts, { calls, ids }: { readonly calls: TraceCalls; readonly ids: TraceIds }) {
    this.#facts = facts;
    this.#calls = calls;
    this.#ids = ids;
  }

  roleOf(node: Node): TraceRole {
    const known = this.#roles.get(node);
    if (known) return known;
    const role = this.#judge(node);
    this.#roles.set(node, role);
    return role;
  }

  /** The facts of a function as the function around a node that runs it sees them. */
  across(facts: Facts, fn: FunctionNode, node: Node): Facts {
    const isCalled = node.type === "CallExpression" && this.#facts.bindings.functionOf(node.callee) === fn;
    let seen = facts & HANDOFF;
    for (const [index, origins] of this.#loggedIn(fn).slice(0, MOST_LOGGED).entries()) {
      if ((facts & (1 << (FIRST_LOGGED_BIT + index))) === 0) continue;
      seen |= this.#logs(isCalled ? this.#ids.substitute(origins, node) : origins, node);
    }
    return seen;
  }

  /** The facts of a function of which each says that some ids were logged together with the incoming one. */
  logsOf(minted: IdOrigins, fn: FunctionNode): Facts {
    let facts: Facts = 0;
    const logged = this.#loggedIn(fn);
    // Of more logs than there are bits it is not known which ids they hold.
    if (logged.length > MOST_LOGGED) return ALL_FACTS;
    for (const [index, origins] of logged.entries()) {
      const isLogged = origins.has("incoming") && [...minted].every((origin) => origins.has(origin));
      if (isLogged) facts |= 1 << (FIRST_LOGGED_BIT + index);
    }
    return facts;
  }

  #loggedIn(fn: FunctionNode): readonly IdOrigins[] {
    return [...(this.#logged.get(fn)?.values() ?? [])];
  }

  #judge(node: Node): TraceRole {
    const isRead = this.#ids.isRead(node);
    const facts = isRead ? READ : 0;
    switch (node.type) {
      case "CallExpression":
        return this.#ofCall(node, isRead);
      case "LogicalExpression":
      case "ConditionalExpression":
      case "AssignmentExpression":
        return this.#ofChoice(node);
      case "IfStatement":
        return this.#ofReplacement(node);
      case "AssignmentPattern":
        return this.#ofDefault(node);
      default:
        return isRead ? { ...NO_ROLE, facts, isRead } : NO_ROLE;
    }
  }

  #ofCall(call: TSESTree.CallExpression, isRead: boolean): TraceRole {
    if (this.#calls.isInheritedHandoff(call)) return { ...NO_ROLE, facts: HANDOFF };
    if (this.#calls.isHandoffHelper(call)) {
      return { ...NO_ROLE, facts: HANDOFF | this.#logs(union([INCOMING, this.#ids.of(call)]), call) };
    }
    if (this.#calls.isMint(call)) return { ...NO_ROLE, facts: MINT };
    const child = this.#calls.childLoggerOf(call);
    const logged = this.#calls.isLog(call) ? [...call.arguments, ...(child ? child.arguments : [])] : child?.arguments;
    if (logged === undefined) return isRead ? { ...NO_ROLE, facts: READ, isRead } : NO_ROLE;
    const { origins, shared } = originsWithin(logged, this.#ids);
    return { ...NO_ROLE, facts: this.#logs(origins, call), shared };
  }

  /** The facts that a log of some ids establishes in the function around it. */
  #logs(origins: IdOrigins, node: Node): Facts {
    const fn = enclosingFunction(node);
    const isWhole = origins.has("incoming") && isCurrent(origins);
    if (fn === undefined || !(isWhole || comesFrom(origins, "parameter"))) return 0;
    const logged = this.#logged.get(fn) ?? new Map<string, IdOrigins>();
    this.#logged.set(fn, logged);
    const key = [...origins].sort().join();
    if (logged.size <= MOST_LOGGED) logged.set(key, origins);
    const index = [...logged.keys()].indexOf(key);
    const isKept = index !== -1 && index < MOST_LOGGED;
    return (isWhole ? LOG : 0) | (isKept ? 1 << (FIRST_LOGGED_BIT + index) : 0);
  }

  #ofChoice(
    node: TSESTree.LogicalExpression | TSESTree.ConditionalExpression | TSESTree.AssignmentExpression,
  ): TraceRole {
    if (node.type === "AssignmentExpression" && node.operator === "=") return NO_ROLE;
    const origins = this.#ids.of(node);
    const isContinued = origins.has("continued");
    // Whose id it is, is reported at the choice or where it is published; that it may not be minted follows from it.
    // `id ??= mint()` leaves an id that was minted, if not here.
    const isEither = origins.has("incoming") && comesFrom(origins, "minted");
    const facts = isContinued || isEither || isMinted(origins) ? MINT : 0;
    return { ...NO_ROLE, facts, continued: isContinued ? node : undefined };
  }

  /** `if (!id) id = mint()`: the incoming id, continued. */
  #ofReplacement(node: TSESTree.IfStatement): TraceRole {
    const [statement] = node.consequent.type === "BlockStatement" ? node.consequent.body : [node.consequent];
    const assignment = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
    if (assignment?.type !== "AssignmentExpression" || assignment.left.type !== "Identifier") return NO_ROLE;
    if (!comesFrom(this.#ids.of(assignment.right), "minted")) return NO_ROLE;
    if (!this.#ids.of(assignment.left).has("incoming")) return NO_ROLE;
    const continued = this.#ids.mentionsIncoming(node.test) ? assignment : undefined;
    return { ...NO_ROLE, facts: MINT, continued };
  }

  /** A handler is called with its event only, so the defaults of its other parameters apply. */
  #ofDefault(node: TSESTree.AssignmentPattern): TraceRole {
    const fn = node.parent;
    if (!isFunction(fn) || fn.params[0] === node || this.#facts.handlers.kindOf(fn) === undefined) return NO_ROLE;
    const origins = this.#ids.of(node.right);
    const facts = (comesFrom(origins, "minted") ? MINT : 0) | (origins.has("incoming") ? READ : 0);
    return { ...NO_ROLE, facts };
  }
}
