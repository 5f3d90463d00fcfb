import type { JsonSchema, JsonValue, SchemaDocument } from "./json-schema.js";

/** A schema in its document. */
export interface Part {
  readonly schema: JsonSchema;
  readonly document: SchemaDocument;
}

/** What several schemas, of one document or two, say together. */
export class Node {
  readonly parts: readonly Part[];
  /** The same for the same schemas, so that a comparison that comes back to itself is known. */
  readonly key: string;

  constructor(parts: readonly Part[]) {
    const byKey = new Map(parts.map((part) => [keyOf(part), part]));
    byKey.delete("any");
    const keys = [...byKey.keys()].sort();
    this.parts = keys.map((key) => byKey.get(key)).filter((part) => part !== undefined);
    this.key = keys.join("&");
  }

  static root(document: SchemaDocument): Node {
    return new Node([{ schema: document.root, document }]);
  }

  and(other: Node): Node {
    return new Node([...this.parts, ...other.parts]);
  }
}

const schemaIds = new WeakMap<object, number>();
const documentIds = new WeakMap<SchemaDocument, number>();
let nextId = 0;

function idIn<Key extends object>(ids: WeakMap<Key, number>, key: Key): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, ++nextId);
  return nextId;
}

function keyOf({ schema, document }: Part): string {
  if (typeof schema === "boolean") return schema ? "any" : "never";
  return `${idIn(documentIds, document)}.${idIn(schemaIds, schema)}`;
}

const constants = new WeakMap<SchemaDocument, Map<string, JsonSchema>>();

/** The node of one value only. */
export function constantNode(value: JsonValue, document: SchemaDocument): Node {
  const made = constants.get(document) ?? new Map<string, JsonSchema>();
  constants.set(document, made);
  const text = JSON.stringify(value);
  const schema = made.get(text) ?? { const: value };
  made.set(text, schema);
  return new Node([{ schema, document }]);
}
