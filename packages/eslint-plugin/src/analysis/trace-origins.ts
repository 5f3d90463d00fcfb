import type { FunctionNode, Node } from "./syntax.js";

/**
 * Where a trace id may come from: the event; a mint in this processing, or one outside of it, by its place in the text;
 * a parameter of the function that starts at a place; or the incoming id with a mint as its stand-in.
 */
export type IdOrigin =
  "incoming" | "continued" | `minted ${number}` | `shared ${number}` | `parameter ${number} of ${number}`;
export type IdOrigins = ReadonlySet<IdOrigin>;

export const NO_ORIGINS: IdOrigins = new Set();
export const INCOMING: IdOrigins = new Set(["incoming"]);
export const CONTINUED: IdOrigins = new Set(["continued"]);
/** The id that the runtime minted and logged before it called the work. */
export const RUNTIME_MINT: IdOrigins = new Set(["minted -1"]);

export function mintedAt({ range }: Node): IdOrigins {
  return new Set<IdOrigin>([`minted ${range[0]}`]);
}

export function sharedAt({ range }: Node): IdOrigins {
  return new Set<IdOrigin>([`shared ${range[0]}`]);
}

export function parameterOf(fn: FunctionNode, index: number): IdOrigins {
  return new Set<IdOrigin>([`parameter ${index} of ${fn.range[0]}`]);
}

/** Whether an id may come from where a word says. */
export function comesFrom(origins: IdOrigins, from: "minted" | "shared" | "parameter"): boolean {
  return [...origins].some((origin) => origin.startsWith(from));
}

/** Whether an id may be one that this processing calls its own, be it rightly or not. */
export function isCurrent(origins: IdOrigins): boolean {
  return origins.has("continued") || comesFrom(origins, "minted") || comesFrom(origins, "shared");
}

/** Whether an id surely comes from a mint in this processing. */
export function isMinted(origins: IdOrigins): boolean {
  return origins.size > 0 && [...origins].every((origin) => origin.startsWith("minted"));
}

/** Where the mint of a shared id stands in the text. */
export function sharedPosition(origins: IdOrigins): number | undefined {
  const shared = [...origins].find((origin) => origin.startsWith("shared"));
  return shared === undefined ? undefined : Number(shared.slice("shared ".length));
}

/** The same id, minted once for what several functions do. */
export function shared(origins: IdOrigins): IdOrigins {
  return new Set([...origins].map((origin) => origin.replace("minted", "shared") as IdOrigin));
}

/** What the caller of a function sees: what it hands over itself, and an id of its own for what each call mints. */
export function seenByCaller(
  origins: IdOrigins,
  { fn, call }: { readonly fn: FunctionNode; readonly call: Node },
  argumentAt: (index: number) => IdOrigins,
): IdOrigins {
  const end = ` of ${fn.range[0]}`;
  return union(
    [...origins].map((origin) => {
      const [word, place] = origin.split(" ");
      if (word === "parameter" && origin.endsWith(end)) return argumentAt(Number(place));
      const isWithin = fn.range[0] <= Number(place) && Number(place) < fn.range[1];
      return word === "minted" && isWithin ? mintedAt(call) : new Set([origin]);
    }),
  );
}

export function union(sets: readonly IdOrigins[]): IdOrigins {
  return new Set(sets.flatMap((set) => [...set]));
}
