import { HandoffError, HandoffErrorCode } from "../errors.js";

/** The least and the most that an option may be; both may be taken, unless `above` excludes the least. */
export interface Bounds {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly integer?: boolean;
}

/**
 * Requires every number of `options` to lie within its bounds.
 *
 * @throws {HandoffError} `OPTION_INVALID` naming the option, its bounds and what was given.
 */
export function requireBounds<Name extends string>(
  options: Readonly<Record<Name, number>>,
  bounds: Readonly<Record<Name, Bounds>>,
): void {
  for (const name of Object.keys(bounds) as Name[]) {
    const value = options[name];
    const { atLeast = -Infinity, above = -Infinity, atMost = Number.MAX_VALUE, integer = false } = bounds[name];
    const inside = value >= atLeast && value > above && value <= atMost && (!integer || Number.isSafeInteger(value));
    if (inside) continue;
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `${name}: expected ${described(bounds[name])}, got ${String(value)}.`,
    );
  }
}

function described({ atLeast, above, atMost, integer = false }: Bounds): string {
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${String(atLeast)}`]),
    ...(above === undefined ? [] : [`above ${String(above)}`]),
    ...(atMost === undefined ? [] : [`at most ${String(atMost)}`]),
  ];
  return [integer ? "a whole number" : "a number", parts.join(" and ")].join(" ").trim();
}
