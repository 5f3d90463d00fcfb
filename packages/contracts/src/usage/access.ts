import type ts from "typescript";
import type { Field } from "./field-places.js";

/** What code does with a field. */
export type AccessKind =
  | "read"
  | "write"
  /** Read as if it were always there, though it is optional. */
  | "unchecked"
  /** Handed to code that says nothing of what it reads: `any`, `unknown`, a dictionary, a key known only at run time. */
  | "escaped"
  /** Filled from a value of which nothing is known. */
  | "filled_unseen";

/** One place where code does something with fields. */
export interface Access {
  readonly kind: AccessKind;
  readonly fields: readonly Field[];
  readonly node: ts.Node;
}
