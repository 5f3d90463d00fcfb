import type { Node } from "./syntax.js";

/** A place of the source where the name of a stream or of a consumer group is expected. */
export interface NameSlot {
  readonly node: Node;
  readonly kind: "stream" | "group";
  /** Whether the name is an expression in its own right or the key of a property. */
  readonly form: "expression" | "property";
  /**
   * Whose names stand here. `protocol`: what is sent is an event of ours. `redis`: any stream of the server, ours where
   * the file speaks of ours. `topology`: a topology is defined, with any names. `typed`: the names of some topology,
   * which the compiler knows. `bus`: the channels of some bus.
   */
  readonly owner: "protocol" | "redis" | "topology" | "typed" | "bus";
  /** The names that the same command or object expects as well: if one is ours, the others should be. */
  readonly beside: readonly Node[];
}

/** A slot that is not yet put beside the others of its command. */
export type BareSlot = Pick<NameSlot, "node" | "kind" | "form">;

/** The slots of one command or object. */
export function together(slots: readonly BareSlot[], owner: NameSlot["owner"]): readonly NameSlot[] {
  // A list of hundreds of names shows by its first ones whose names they are.
  const first = slots.slice(0, 8);
  return slots.map((slot) => ({
    ...slot,
    owner,
    beside: first.filter(({ node }) => node !== slot.node).map(({ node }) => node),
  }));
}

export function slotOf(kind: NameSlot["kind"], node: Node | undefined): readonly BareSlot[] {
  return node === undefined || node.type === "SpreadElement" ? [] : [{ node, kind, form: "expression" }];
}

/** The slots of a value that may be a list of names. */
export function slotsOfList(kind: NameSlot["kind"], value: Node): readonly BareSlot[] {
  if (value.type !== "ArrayExpression") return slotOf(kind, value);
  return value.elements.flatMap((element) => slotOf(kind, element ?? undefined));
}
