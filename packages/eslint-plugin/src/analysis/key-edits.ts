import type { TSESTree } from "@typescript-eslint/utils";
import type { FileFacts } from "./file-facts.js";
import type { KeyUse } from "./key-uses.js";
import { type Node } from "./syntax.js";
import type { TextEdit } from "./text-edits.js";

/** The edit that spells a key through the registry; `member` is `FieldName.SIDE`. */
export function editKey(
  { node, form }: Pick<KeyUse, "node" | "form">,
  member: string,
  { sourceCode }: FileFacts,
): TextEdit {
  if (form === "dotted") {
    const dot = sourceCode.getTokenBefore(node);
    const start = dot?.value === "." ? dot.range[0] : node.range[0];
    return { range: [start, node.range[1]], text: `[${member}]` };
  }
  if (form !== "property") return { range: node.range, text: spaced(node, member, sourceCode.text) };
  const property = node.parent as TSESTree.Property;
  if (!property.shorthand) return { range: node.range, text: `[${member}]` };
  const [start] = property.range;
  return { range: [start, start], text: `[${member}]: ` };
}

/**
 * The uses that are fixed together with each: the keys after dots in `event.data.symbol`. Their edits touch, and a host
 * takes one of two fixes that touch, so that each would take a pass of its own.
 */
export function fixedTogether(fixed: ReadonlySet<KeyUse>): ReadonlyMap<KeyUse, readonly KeyUse[]> {
  const chains = new Map<Node, KeyUse[]>();
  // The inner access of a chain ends, and is found, before the outer.
  for (const use of fixed) {
    const before = use.form === "dotted" ? keyBefore(use.node) : undefined;
    const chain = (before && chains.get(before)) ?? [];
    chain.push(use);
    chains.set(use.node, chain);
  }
  return new Map([...fixed].map((use) => [use, chains.get(use.node) ?? [use]]));
}

/** The key that ends where a dotted one begins: `data` for `symbol` in `event.data.symbol`. */
function keyBefore({ parent }: Node): Node | undefined {
  if (parent?.type !== "MemberExpression" || parent.optional) return undefined;
  const { object } = parent;
  return object.type === "MemberExpression" && !object.computed ? object.property : undefined;
}

const counts = new WeakMap<Node, ReadonlyMap<string | undefined, number>>();

/** Whether spelling a key through the registry would give its object the same key twice. */
export function hasTwin({ node, spelt }: KeyUse, facts: FileFacts): boolean {
  const property = node.parent;
  if (property?.type !== "Property" || property.key !== node) return false;
  const count = counts.get(property.parent) ?? countKeys(property.parent, facts);
  counts.set(property.parent, count);
  return (count.get(spelt.key) ?? 0) > 1;
}

function countKeys(
  { properties }: TSESTree.ObjectExpression | TSESTree.ObjectPattern,
  { keys }: FileFacts,
): ReadonlyMap<string | undefined, number> {
  const count = new Map<string | undefined, number>();
  for (const property of properties) {
    const key = property.type === "Property" ? keys.ofProperty(property) : undefined;
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  return count;
}

/** A quoted key may touch a keyword, as in `return"side"in order`; a name may not. */
function spaced(node: Node, text: string, source: string): string {
  const before = /[\w$]/.test(source.charAt(node.range[0] - 1)) ? " " : "";
  const after = /[\w$]/.test(source.charAt(node.range[1])) ? " " : "";
  return `${before}${text}${after}`;
}
