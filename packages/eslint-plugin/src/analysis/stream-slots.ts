import type { Node } from "./syntax.js";

/** A place of the source where a name is expected. */
export interface BareSlot {
  readonly node: Node;
  readonly kind: "stream" | "group";
  /** Whether the name is an expression in its own right or the key of a property. */
  readonly form: "expression" | "property";
}

/** A place of the source where the name of a stream or of a consumer group is expected, and in what company. */
export interface NameSlot extends BareSlot {
  /**
   * Whose names stand here. `protocol`: what is sent is an event of ours. `redis`: any stream of the server, ours where
   * the file speaks of ours. `topology`: a topology is defined, with any names. `typed`: the names of some topology,
   * which the compiler knows. `bus`: the channels of some bus.
   */
  readonly owner: "protocol" | "redis" | "topology" | "typed" | "bus";
  /** All names of the same command or object, shared by its slots: if one is ours, the others should be. */
  readonly beside: readonly BareSlot[];
}

/** The slots of one command or object. */
export function together(slots: readonly BareSlot[], owner: NameSlot["owner"]): readonly NameSlot[] {
  return slots.map((slot) => ({ ...slot, owner, beside: slots }));
}

export function slotOf(kind: NameSlot["kind"], node: Node | undefined): readonly BareSlot[] {
  return node === undefined || node.type === "SpreadElement" ? [] : [{ node, kind, form: "expression" }];
}

/** The slots of a value that may be a list of names. */
export function slotsOfList(kind: NameSlot["kind"], value: Node): readonly BareSlot[] {
  if (value.type !== "ArrayExpression") return slotOf(kind, value);
  return value.elements.flatMap((element) => slotOf(kind, element ?? undefined));
}
