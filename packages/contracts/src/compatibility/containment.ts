import { nodeAccepts, shapeTakes } from "./accepts.js";
import { compareArrays } from "./contained-arrays.js";
import { compareNumbers, compareStrings } from "./contained-leaves.js";
import { compareObjects } from "./contained-objects.js";
import { examplesOf, hintsOf } from "./examples.js";
import type { Compare, Gap } from "./gap.js";
import type { JsonValue } from "./json-schema.js";
import { constantNode, Node } from "./node.js";
import { SchemaDocument } from "./json-schema.js";
import { CompatibilityRule } from "./rules.js";
import type { ObjectShape, Shape } from "./shape.js";
import { describeNode, describeShape } from "./describe.js";
import { shapesOf } from "./shapes.js";

/** Makes further values of a writer's node, for places where borders do not find the value that is refused. */
export type Sampler = (node: Node) => readonly JsonValue[];

/** More comparisons than any schema of a payload needs. */
const MAX_STEPS = 20_000;
const MAX_EXAMPLES = 4;
/** A field with more values than this does not tell variants apart. */
const MAX_SPLIT = 64;

/**
 * Compares what a writer may write with what a reader takes.
 *
 * @returns Nothing where every value that the writer's schema takes is one that the reader's takes: that is proven. Otherwise a
 * gap for each place, with values that show it, or of the rule `unproven` where none was found.
 */
export function containment(writer: SchemaDocument, reader: SchemaDocument, sampler?: Sampler): readonly Gap[] {
  return new Comparison(sampler).nodes(Node.root(writer), Node.root(reader));
}

class Comparison implements Compare {
  readonly #sampler: Sampler | undefined;
  /** Pairs under comparison: a schema that contains itself is taken for contained until shown otherwise. */
  readonly #open = new Set<string>();
  readonly #broken = new Map<string, readonly Gap[]>();
  #steps = 0;

  constructor(sampler?: Sampler) {
    this.#sampler = sampler;
  }

  nodes(writer: Node, reader: Node): readonly Gap[] {
    const key = `${writer.key}<${reader.key}`;
    if (reader.parts.length === 0 || this.#open.has(key)) return [];
    const known = this.#broken.get(key);
    if (known !== undefined) return known;
    if (++this.#steps > MAX_STEPS) return [unproven(writer, reader, "more comparisons than the gate makes")];
    this.#open.add(key);
    const gaps = shapesOf(writer).flatMap((shape) => this.#shape(shape, writer, reader));
    this.#open.delete(key);
    const sound = this.#sound(gaps, writer, reader);
    if (sound.length > 0) this.#broken.set(key, sound);
    return sound;
  }

  #shape(shape: Shape, writer: Node, reader: Node): readonly Gap[] {
    if (shape.unknown.length > 0) return [unproven(writer, reader, shape.unknown.join(", "))];
    const options = shapesOf(reader);
    if (shape.kind === "value") return this.#value(shape.value, { shape, reader, options });
    const tried = options.filter(({ kind }) => kind === shape.kind).map((option) => this.#pair(shape, option));
    if (tried.some((gaps) => gaps.length === 0)) return [];
    if (tried.length === 0) {
      const writes = describeShape(shape);
      const isValues =
        options.length > 0 &&
        options.every(
          ({ kind, ...option }) => kind === "value" && typeof (option as { value: JsonValue }).value === shape.kind,
        );
      return [
        {
          rule: isValues ? CompatibilityRule.VALUE_UNKNOWN : CompatibilityRule.TYPE_CHANGED,
          path: [],
          writer: writes,
          reader: describeNode(reader),
          examples: examplesOf(shape),
        },
      ];
    }
    const split = shape.kind === "object" && tried.length > 1 ? this.#split(shape, writer, reader) : undefined;
    if (split !== undefined) return split;
    const [closest = []] = [...tried].sort((a, b) => a.length - b.length);
    const examples = tried.flatMap((gaps) => gaps.flatMap((gap) => gap.examples));
    const hinted = examplesOf(shape, { hints: hintsOf(options) });
    return closest.map((gap) => ({
      ...gap,
      examples: [...gap.examples, ...examples, ...(tried.length > 1 ? hinted : [])],
    }));
  }

  #value(
    value: JsonValue,
    { shape, reader, options }: { shape: Shape; reader: Node; options: readonly Shape[] },
  ): readonly Gap[] {
    const takers = options.filter((option) => shapeTakes(option, value));
    if (takers.some(({ narrowedBy, unknown }) => narrowedBy.length + unknown.length === 0)) return [];
    const [taker] = takers;
    if (taker !== undefined) {
      return [{ ...reservation(shape, taker), examples: nodeAccepts(reader, value) ? [] : [value] }];
    }
    const kind = value === null ? "null" : typeof value;
    const sameKind = options.some((option) => (option.kind === "value" ? typeof option.value : option.kind) === kind);
    return [
      {
        rule: sameKind && value !== null ? CompatibilityRule.VALUE_UNKNOWN : CompatibilityRule.TYPE_CHANGED,
        path: [],
        writer: JSON.stringify(value),
        reader: describeNode(reader),
        examples: [value],
      },
    ];
  }

  #pair(shape: Shape, option: Shape): readonly Gap[] {
    const gaps = this.#contents(shape, option);
    const isNarrowed = option.narrowedBy.length + option.unknown.length > 0;
    return isNarrowed ? [...gaps, reservation(shape, option)] : gaps;
  }

  #contents(shape: Shape, option: Shape): readonly Gap[] {
    if (shape.kind === "number" && option.kind === "number") return compareNumbers(shape, option);
    if (shape.kind === "string" && option.kind === "string") return compareStrings(shape, option);
    if (shape.kind === "array" && option.kind === "array") return compareArrays(shape, option, this);
    if (shape.kind === "object" && option.kind === "object") return compareObjects(shape, option, this);
    return [];
  }

  /** An object as one for each value of a field that the reader tells its variants apart by. */
  #split(shape: ObjectShape, writer: Node, reader: Node): readonly Gap[] | undefined {
    const variants = shapesOf(reader).filter((option) => option.kind === "object");
    for (const key of shape.required) {
      const values = valuesOf(shape.properties.get(key));
      if (values === undefined || values.length < 2 || values.length > MAX_SPLIT) continue;
      if (
        !variants.every((variant) => variant.required.has(key) && valuesOf(variant.properties.get(key)) !== undefined)
      ) {
        continue;
      }
      const document = writer.parts[0]?.document ?? new SchemaDocument(true, "closed");
      return values.flatMap((value) => {
        const properties = new Map(shape.properties).set(key, constantNode(value, document));
        return this.#shape({ ...shape, properties }, writer, reader);
      });
    }
    return undefined;
  }

  /** Gaps with the examples that the node itself confirms; one that has none is not proven, either way. */
  #sound(gaps: readonly Gap[], writer: Node, reader: Node): readonly Gap[] {
    let sampled: readonly JsonValue[] | undefined;
    const isBreak = (value: JsonValue): boolean => nodeAccepts(writer, value) && !nodeAccepts(reader, value);
    return gaps.map((gap) => {
      const examples = distinct(gap.examples).filter(isBreak).slice(0, MAX_EXAMPLES);
      if (examples.length > 0) return { ...gap, rule: seen(gap.rule), examples };
      sampled ??= this.#sampler?.(writer).filter(isBreak).slice(0, MAX_EXAMPLES) ?? [];
      return sampled.length > 0
        ? { ...gap, rule: seen(gap.rule), examples: sampled }
        : { ...gap, rule: CompatibilityRule.UNPROVEN, examples: [] };
    });
  }
}

/** What was not provable until a value showed it. */
function seen(rule: CompatibilityRule): CompatibilityRule {
  return rule === CompatibilityRule.UNPROVEN ? CompatibilityRule.VALUE_UNKNOWN : rule;
}

function valuesOf(node: Node | undefined): readonly JsonValue[] | undefined {
  if (node === undefined) return undefined;
  const shapes = shapesOf(node);
  return shapes.every((shape) => shape.kind === "value") ? shapes.map(({ value }) => value) : undefined;
}

function reservation(shape: Shape, { narrowedBy, unknown }: Shape): Gap {
  const reader = `${[...narrowedBy, ...unknown].join(", ")}, of which the gate can prove nothing`;
  return {
    rule: CompatibilityRule.UNPROVEN,
    path: [],
    writer: describeShape(shape),
    reader,
    examples: examplesOf(shape),
  };
}

function unproven(writer: Node, reader: Node, why: string): Gap {
  return {
    rule: CompatibilityRule.UNPROVEN,
    path: [],
    writer: `${describeNode(writer)} (${why})`,
    reader: describeNode(reader),
    examples: [],
  };
}

function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
