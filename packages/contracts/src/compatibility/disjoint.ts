import { shapeTakes } from "./accepts.js";
import type { ObjectShape, Shape } from "./shape.js";
import { shapesOf } from "./shapes.js";

/** Whether no value is of two of these unions: what makes a `oneOf` the same as an `anyOf`. */
export function areDisjoint(unions: readonly (readonly Shape[])[]): boolean {
  return unions.every((some, index) =>
    unions.slice(index + 1).every((others) => some.every((a) => others.every((b) => isApart(a, b)))),
  );
}

function isApart(a: Shape, b: Shape): boolean {
  if (a.kind === "value") return !shapeTakes(b, a.value);
  if (b.kind === "value") return !shapeTakes(a, b.value);
  if (a.kind === "object" && b.kind === "object") return isToldApart(a, b);
  return a.kind !== b.kind;
}

/** By a key that both always have, with values that the other never has. */
function isToldApart(a: ObjectShape, b: ObjectShape): boolean {
  return [...a.required].some((key) => {
    const [mine, theirs] = [a.properties.get(key), b.properties.get(key)];
    if (mine === undefined || theirs === undefined || !b.required.has(key)) return false;
    const [some, others] = [shapesOf(mine), shapesOf(theirs)];
    return some.every((shape) => shape.kind === "value" && !others.some((other) => shapeTakes(other, shape.value)));
  });
}
