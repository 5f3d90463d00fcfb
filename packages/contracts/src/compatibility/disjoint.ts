import { shapeTakes } from "./accepts.js";
import type { ObjectShape, Shape } from "./shape.js";
import type { Node } from "./node.js";

/** Gives the shapes of what stands inside an object. */
type ShapesOf = (node: Node) => readonly Shape[];

/** Whether no value is of two of these unions: what makes a `oneOf` the same as an `anyOf`. */
export function areDisjoint(unions: readonly (readonly Shape[])[], shapesOf: ShapesOf): boolean {
  return unions.every((some, index) =>
    unions.slice(index + 1).every((others) => some.every((a) => others.every((b) => isApart(a, b, shapesOf)))),
  );
}

function isApart(a: Shape, b: Shape, shapesOf: ShapesOf): boolean {
  if (a.kind === "value") return !shapeTakes(b, a.value);
  if (b.kind === "value") return !shapeTakes(a, b.value);
  if (a.kind === "object" && b.kind === "object") return isToldApart(a, b, shapesOf);
  return a.kind !== b.kind;
}

/** By a key that both always have, with values that the other never has. */
function isToldApart(a: ObjectShape, b: ObjectShape, shapesOf: ShapesOf): boolean {
  return [...a.required].some((key) => {
    const [mine, theirs] = [a.properties.get(key), b.properties.get(key)];
    if (mine === undefined || theirs === undefined || !b.required.has(key)) return false;
    const [some, others] = [shapesOf(mine), shapesOf(theirs)];
    return some.every((shape) => shape.kind === "value" && !others.some((other) => shapeTakes(other, shape.value)));
  });
}
