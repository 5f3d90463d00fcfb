/** What a value that carries payloads looks like from outside. */
export type PayloadShape =
  /** One payload or row. */
  | "record"
  /** A list of payloads: no key of its own. */
  | "list"
  /** What a stream command returns: nested arrays, or node-redis' wrappers, around the fields of an entry. */
  | "entries"
  /** What a database client's `query` returns: the rows, or a wrapper around them. */
  | "queryResult"
  /** What a schema's `safeParse` returns: a wrapper around `data`. */
  | "parseResult"
  /** A payload, or part of one, that is still text. */
  | "text";

/** A value that is, or holds, payloads, and how sure that is. */
export interface PayloadValue {
  readonly shape: PayloadShape;
  readonly strength: "strong" | "weak";
  /** Whether other things than payloads arrive here as well. */
  readonly mixed: boolean;
  /** What a query says of its rows' keys, where it does. */
  readonly columns?: RowColumns;
}

/** What a query says of the columns it returns. */
interface RowColumns {
  /** Whether all are its own: it gives them a type, `query<{ total: string }>(…)`, or asks the database about itself. */
  readonly areOwn: boolean;
  /** The names that the query makes up for what it computes: `sum(quantity) AS total`. */
  readonly computed: ReadonlySet<string>;
}

export function strong(shape: PayloadShape = "record"): PayloadValue {
  return { shape, strength: "strong", mixed: false };
}

export const WEAK: PayloadValue = { shape: "record", strength: "weak", mixed: false };

const ENTRY_WRAPPER_KEYS: ReadonlySet<string> = new Set(["name", "id", "nextId", "deletedMessages", "deletedIds"]);

const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(
  [Array, String, Number, Object, Map, Set, Promise].flatMap((type) => Object.getOwnPropertyNames(type.prototype)),
);

/** Names that objects have by themselves: never a payload key. `size` is left out, since orders have one. */
export function isPrototypeName(name: string): boolean {
  return (PROTOTYPE_NAMES.has(name) && name !== "size") || name === "toJSON" || name === "__proto__";
}

/** Whether a query has already said what a key of its rows is, so that it is a field only if it is registered. */
export function isNamedByQuery({ columns }: PayloadValue, key: string): boolean {
  return columns !== undefined && (columns.areOwn || columns.computed.has(key));
}

/** Whether a name on a value would be a key of a payload, rather than a part of the wrapper around it. */
export function isKeyOf(value: PayloadValue, name: string): boolean {
  switch (value.shape) {
    case "record":
      return !isPrototypeName(name);
    case "entries":
      return !isPrototypeName(name) && !ENTRY_WRAPPER_KEYS.has(name) && name !== "messages" && name !== "message";
    case "list":
    case "queryResult":
    case "parseResult":
    case "text":
      return false;
  }
}

/** What a named member of a value is. */
export function memberOfValue(value: PayloadValue, name: string): PayloadValue | undefined {
  switch (value.shape) {
    case "record":
      return isPrototypeName(name) ? undefined : value;
    case "list":
    case "text":
      return undefined;
    case "entries":
      if (name === "messages") return value;
      if (ENTRY_WRAPPER_KEYS.has(name) || isPrototypeName(name)) return undefined;
      return { ...value, shape: "record" };
    case "queryResult":
      return name === "rows" ? { ...value, shape: "list" } : undefined;
    case "parseResult":
      return name === "data" ? { ...value, shape: "record" } : undefined;
  }
}

/** What one element of a value is: by index, in a loop, in a callback. */
export function elementOfValue(value: PayloadValue): PayloadValue | undefined {
  if (value.shape === "parseResult" || value.shape === "text") return undefined;
  return value.shape === "entries" ? value : { ...value, shape: "record" };
}

/** What is left of a value that a type says is an array, or text. */
export function declaredAs(type: "array" | "text", value: PayloadValue | undefined): PayloadValue | undefined {
  if (value === undefined) return undefined;
  if (type === "array") return value.shape === "record" || value.shape === "parseResult" ? undefined : value;
  return value.strength === "strong" ? { ...value, shape: "text" } : undefined;
}

/** The better evidence of two. */
export function better(left: PayloadValue | undefined, right: PayloadValue | undefined): PayloadValue | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left.strength === "weak" && right.strength === "strong" ? right : left;
}
