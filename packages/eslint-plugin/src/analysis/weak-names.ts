import type { Bindings, Variable } from "./bindings.js";
import { nameTestOf } from "./payload-options.js";
import {
  annotationOf,
  calleeName,
  type FunctionNode,
  memberName,
  type Node,
  parameterPattern,
  receiverOf,
  unwrap,
  wrapped,
} from "./syntax.js";

/** Objects whose members are never payloads, whatever they are called. */
const FOREIGN_ROOTS = new Set(["props", "process", "headers", "window", "document", "globalThis"]);
/** Names of what an API answers: its `data` is somebody else's. */
const ANSWER_NAME = /^(?:re[qs]|resp|response|request|result|parsed)$|(?:Request|Response|Result)$/;
/** What was thrown belongs to whoever threw it. */
const ERROR_NAME = /^(?:err|error|exception)$/;
/** A form's fields are named by the page, whatever the form is called. */
const FORM_NAME = /(?:^f|F|_f)orm_?[dD]ata$/;
const HOOK = /^use[A-Z]/;
/** What reads the claims of a token. */
const TOKEN_READER = /[jJ](?:wt|WT)|^jose$|^(?:verify|decode)\w*Token/;
const HTTP_TYPE = /(?:Event|Request|Response|IncomingMessage)$/;
const LIST_MAKERS = new Set([
  ...["keys", "values", "entries", "map", "flatMap", "filter", "split", "slice", "concat", "sort", "toSorted"],
  ...["match", "matchAll", "join", "trim", "toString", "toLowerCase", "toUpperCase", "require", "formData"],
]);

/** Weak evidence: a payload's name, and no declaration that speaks against it. */
export class WeakNames {
  readonly #bindings: Bindings;
  readonly #isPayloadName: (name: string) => boolean;

  constructor(bindings: Bindings, payloadNames: readonly string[]) {
    this.#bindings = bindings;
    this.#isPayloadName = nameTestOf(payloadNames);
  }

  isPayloadName(name: string): boolean {
    return this.#isPayloadName(name) && !FORM_NAME.test(name);
  }

  /** Whether what a chain of members starts from, or passes through, is somebody else's. */
  isForeignRoot(node: Node): boolean {
    let current = unwrap(node);
    while (current.type === "MemberExpression") {
      if (FOREIGN_ROOTS.has(memberName(current) ?? "")) return true;
      current = unwrap(current.object);
    }
    if (current.type !== "Identifier") return isTyped(current);
    if (FOREIGN_ROOTS.has(current.name) || ANSWER_NAME.test(current.name) || ERROR_NAME.test(current.name)) return true;
    const variable = this.#bindings.variableOf(current);
    return variable !== undefined && this.#isForeignVariable(variable);
  }

  #isForeignVariable(variable: Variable): boolean {
    const [definition] = variable.defs;
    if (definition === undefined) return false;
    if (this.#bindings.importOf(variable) !== undefined) return true;
    if (definition.type === "Variable") return definition.node.init !== null && isTyped(definition.node.init);
    if (definition.type !== "Parameter") return false;
    const fn = definition.node as FunctionNode;
    if (receivesForeignEvent(fn, variable.name)) return true;
    const pattern = fn.params.map(parameterPattern).find((candidate) => candidate === definition.name);
    const annotation = pattern && annotationOf(pattern);
    if (annotation?.type !== "TSTypeReference" || annotation.typeName.type !== "Identifier") return false;
    return HTTP_TYPE.test(annotation.typeName.name);
  }
}

/** Whether a function is a callback whose parameter is an event of the DOM or of Node. */
export function receivesForeignEvent(fn: FunctionNode, parameter: string): boolean {
  const { parent } = wrapped(fn);
  if (parent === undefined) return false;
  if (parent.type === "JSXExpressionContainer") return true;
  if (parent.type === "AssignmentExpression" && parent.left.type === "MemberExpression") {
    return /^on[a-z]+$/.test(memberName(parent.left) ?? "");
  }
  if (parent.type !== "CallExpression" || parent.callee === fn) return false;
  const name = calleeName(parent);
  if (name === "addEventListener") return true;
  return (name === "on" || name === "once") && parameter === "event";
}

/** Whether an initialiser is plainly something else than a payload. */
export function isPlainlyOther(init: Node): boolean {
  const node = unwrap(init);
  switch (node.type) {
    case "NewExpression":
    case "ArrayExpression":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassExpression":
    case "TemplateLiteral":
    case "UnaryExpression":
    case "UpdateExpression":
    case "BinaryExpression":
    case "ImportExpression":
      return true;
    case "Literal":
      return node.value !== null || "regex" in node;
    case "CallExpression": {
      const name = calleeName(node) ?? "";
      return LIST_MAKERS.has(name) || isTyped(node) || /^(?:String|Number|Boolean|Symbol)$/.test(name);
    }
    case "LogicalExpression":
      return isPlainlyOther(node.right) && !isEmptyObject(node.right);
    default:
      return node.type.startsWith("JSX");
  }
}

/** Whether an expression is the result of what has a type of its own: a hook, a schema, a reader of tokens. */
function isTyped(expression: Node): boolean {
  const call = unwrap(expression);
  if (call.type !== "CallExpression") return false;
  const name = calleeName(call) ?? "";
  if (HOOK.test(name) || name.startsWith("safeParse")) return true;
  const receiver = receiverOf(call);
  const owner = receiver && unwrap(receiver);
  const ownerName =
    owner?.type === "Identifier" ? owner.name : owner?.type === "MemberExpression" ? memberName(owner) : undefined;
  return TOKEN_READER.test(name) || TOKEN_READER.test(ownerName ?? "");
}

function isEmptyObject(node: Node): boolean {
  return node.type === "ObjectExpression" && node.properties.length === 0;
}
