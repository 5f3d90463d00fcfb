import type { HandoffRule } from "../src/create-rule.js";

/** Names on one side only, as a sentence each. */
export function missingNames(listed: readonly string[], present: readonly string[], place: string): string[] {
  const known = new Set(listed);
  const there = new Set(present);
  return [
    ...listed.filter((name) => !there.has(name)).map((name) => `${name} is not in ${place}`),
    ...present.filter((name) => !known.has(name)).map((name) => `${name} of ${place} is not a rule`),
  ];
}

/** What is wrong with the wording and the metadata of a rule, as a sentence each. */
export function wordingFaults({ name, meta }: Pick<HandoffRule, "name" | "meta">): string[] {
  const { description, url } = meta.docs;
  const faults: string[] = [];
  if (!/^(Enforce|Require|Disallow) .+[^. ]$/.test(description)) faults.push(`${name}: description "${description}"`);
  for (const [id, text] of Object.entries(meta.messages)) {
    if (!/^[^a-z].*\.$/.test(text)) faults.push(`${name}: message ${id} "${text}"`);
  }
  if (url !== `https://github.com/handoff/handoff/blob/main/packages/eslint-plugin/docs/rules/${name}.md`) {
    faults.push(`${name}: url ${url}`);
  }
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) faults.push(`${name}: name`);
  return faults;
}
