import type { JsonValue } from "./json-schema.js";
import type { Node } from "./node.js";
import type { CompatibilityRule } from "./rules.js";

/** One way in which a writer's values are not, or not provably, all taken by a reader. */
export interface Gap {
  readonly rule: CompatibilityRule;
  /** Keys, `[]` for items, `*` for keys that have no name. */
  readonly path: readonly string[];
  /** What the writer says there, and the reader. */
  readonly writer: string;
  readonly reader: string;
  /** Values that the writer's schema takes and the reader's refuses; none where it is not known to be broken. */
  readonly examples: readonly JsonValue[];
}

/** Compares what stands inside a value. */
export interface Compare {
  nodes(writer: Node, reader: Node): readonly Gap[];
}

/** A gap at a key or an item, as one of the whole: each example with the rest around it. */
export function within(gap: Gap, step: string, wrap: (value: JsonValue) => JsonValue | undefined): Gap {
  const examples = gap.examples.map(wrap).filter((value) => value !== undefined);
  return { ...gap, path: [step, ...gap.path], examples };
}
