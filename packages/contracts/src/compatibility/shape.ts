import type { JsonValue } from "./json-schema.js";
import type { Node } from "./node.js";

/** What keeps a shape from being all that its schema says. */
interface Reservations {
  /** What takes values away that the shape has: harmless in a writer, unprovable in a reader. */
  readonly narrowedBy: readonly string[];
  /** Keywords that the gate does not know: unprovable in both. */
  readonly unknown: readonly string[];
}

/** One value. */
interface ValueShape extends Reservations {
  readonly kind: "value";
  readonly value: JsonValue;
}

export interface NumberShape extends Reservations {
  readonly kind: "number";
  readonly isInteger: boolean;
  readonly min: number;
  readonly isMinOpen: boolean;
  readonly max: number;
  readonly isMaxOpen: boolean;
  readonly multiples: readonly number[];
}

/** A pattern that text must match somewhere, with its flags. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

export interface StringShape extends Reservations {
  readonly kind: "string";
  /** In code points. */
  readonly minLength: number;
  readonly maxLength: number;
  readonly patterns: readonly Pattern[];
  readonly forms: readonly string[];
}

export interface ArrayShape extends Reservations {
  readonly kind: "array";
  readonly prefix: readonly Node[];
  readonly rest: Node;
  readonly minItems: number;
  readonly maxItems: number;
}

export interface ObjectShape extends Reservations {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, Node>;
  readonly required: ReadonlySet<string>;
  /** What keys without a property of their own must hold. */
  readonly rest: Node;
  /** What keys must be spelt like. */
  readonly names: Node;
}

/** A part of what a schema takes; a schema is the union of its shapes. */
export type Shape = ValueShape | NumberShape | StringShape | ArrayShape | ObjectShape;

/** The item at an index. */
export function itemOf({ prefix, rest }: ArrayShape, index: number): Node {
  return prefix[index] ?? rest;
}

/** What a key must hold. */
export function propertyOf({ properties, rest }: ObjectShape, key: string): Node {
  return properties.get(key) ?? rest;
}
