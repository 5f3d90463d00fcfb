import { type JsonSchema, SchemaDocument, type SchemaObject } from "./json-schema.js";

/**
 * What each field of a payload means, by path (`indicators.rsi`, `legs[].price`, `*` for any key): its kind of value and its
 * description, where its unit stands. A field that several variants of a union have means all that it means in them.
 */
export function fieldMeanings(schema: SchemaObject): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  collect(schema, { path: "", found, document: new SchemaDocument(schema, "closed"), above: new Set() });
  return new Map([...found].map(([path, meanings]) => [path, [...meanings].sort().join("; ")]));
}

interface Walk {
  readonly path: string;
  readonly found: Map<string, Set<string>>;
  readonly document: SchemaDocument;
  /** A schema that contains itself is told once. */
  readonly above: ReadonlySet<JsonSchema>;
}

function collect(schema: JsonSchema, walk: Walk): void {
  if (typeof schema === "boolean" || walk.above.has(schema)) return;
  const { path, found, document } = walk;
  const below = { ...walk, above: new Set([...walk.above, schema]) };
  const { $ref, properties = {}, prefixItems = [], items, additionalProperties } = schema;
  const target = $ref === undefined ? undefined : document.resolve($ref);
  for (const each of [target, ...alternatives(schema)]) if (each !== undefined) collect(each, below);
  for (const each of [...prefixItems, items]) if (each !== undefined) collect(each, { ...below, path: `${path}[]` });
  if (additionalProperties !== undefined) collect(additionalProperties, { ...below, path: joined(path, "*") });
  for (const [key, child] of Object.entries(properties)) {
    const at = joined(path, key);
    const meanings = found.get(at) ?? new Set();
    found.set(at, meanings.add(meaningOf(child, document)));
    collect(child, { ...below, path: at });
  }
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function alternatives({ anyOf = [], oneOf = [], allOf = [] }: SchemaObject): readonly JsonSchema[] {
  return [...anyOf, ...oneOf, ...allOf];
}

function meaningOf(schema: JsonSchema, document: SchemaDocument): string {
  const kinds = [...new Set(kindsOf(schema, document, new Set()))].sort().join(" or ");
  const description = typeof schema === "boolean" ? undefined : schema.description;
  return description === undefined ? kinds : `${kinds}: ${description}`;
}

function kindsOf(schema: JsonSchema, document: SchemaDocument, above: ReadonlySet<JsonSchema>): readonly string[] {
  if (typeof schema === "boolean" || above.has(schema)) return [];
  const { $ref, type } = schema;
  if (type !== undefined) return [type].flat().map((each) => (each === "integer" ? "number" : each));
  const target = $ref === undefined ? undefined : document.resolve($ref);
  const inner = [...(target === undefined ? [] : [target]), ...alternatives(schema)];
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  const within = new Set([...above, schema]);
  return [
    ...values.map((value) => (value === null ? "null" : typeof value)),
    ...inner.flatMap((each) => kindsOf(each, document, within)),
  ];
}
