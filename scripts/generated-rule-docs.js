/**
 * The generated parts of what is written about the lint rules, from the rules themselves.
 *
 * @module
 */
import handoff from "@handoff/eslint-plugin";
import { between, cell } from "./markdown-parts.js";

const PACKAGE = "packages/eslint-plugin";
const rules = Object.entries(handoff.rules);

/**
 * The page of each rule, and the list of rules, by path.
 *
 * @param {(path: string) => Promise<string>} read Reads a file of the repository.
 * @returns {Promise<[string, string][]>}
 */
export async function ruleDocs(read) {
  const readme = `${PACKAGE}/README.md`;
  const pages = rules.map(async ([name, rule]) => {
    const path = `${PACKAGE}/docs/rules/${name}.md`;
    return [path, rulePage(await read(path), name, rule)];
  });
  return [[readme, between(await read(readme), "rules", rulesTable())], ...(await Promise.all(pages))];
}

function rulePage(page, name, { meta }) {
  const header = `# ${name}\n\n${meta.docs.description}.\n\n${noticesTable(name, meta)}`;
  return [
    ["header", header],
    ["options", optionsTable(name, meta)],
    ["messages", messagesTable(meta)],
  ].reduce((text, [part, content]) => between(text, part, content), page);
}

function noticesTable(name, meta) {
  return [
    "| `recommended` | `strict` | `--fix` | suggestions |",
    "| --- | --- | --- | --- |",
    notices(name, meta),
  ].join("\n");
}

function notices(name, { fixable, hasSuggestions }) {
  const { recommended, strict } = handoff.configs;
  const severities = [recommended, strict].map(({ rules: severityOf }) => severityOf[`handoff/${name}`]);
  const changes = [fixable, hasSuggestions].map((has) => (has ? "yes" : "no"));
  return `| ${[...severities, ...changes].join(" | ")} |`;
}

function rulesTable() {
  const lines = [
    "| rule | description | `recommended` | `strict` | `--fix` | suggestions |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  for (const [name, { meta }] of rules) {
    lines.push(`| [\`${name}\`](docs/rules/${name}.md) | ${cell(meta.docs.description)} ${notices(name, meta)}`);
  }
  return lines.join("\n");
}

function optionsTable(name, { schema: [options], defaultOptions: [defaults] }) {
  const properties = Object.entries(options.properties);
  if (properties.length === 0) return "The rule has none.";
  const lines = ["| option | type | default | meaning |", "| --- | --- | --- | --- |"];
  for (const [option, property] of properties) {
    if (property.description === undefined) throw new Error(`${name}: option ${option} has no description.`);
    const row = [`\`${option}\``, typeOf(property), defaultOf(defaults[option]), property.description];
    lines.push(`| ${row.map(cell).join(" | ")} |`);
  }
  return lines.join("\n");
}

function typeOf(property) {
  if (property.enum !== undefined) return property.enum.map((value) => `\`"${value}"\``).join(" or ");
  if (property.type === "array" && property.items?.type === "string") return "list of strings";
  throw new Error(`The type ${JSON.stringify(property)} of an option has no words yet. Add them in typeOf.`);
}

function defaultOf(value) {
  return Array.isArray(value) && value.length > 0
    ? value.map((item) => `\`${item}\``).join(", ")
    : `\`${JSON.stringify(value)}\``;
}

function messagesTable({ messages }) {
  const rows = Object.entries(messages).map(([id, text]) => `| \`${id}\` | ${cell(text)} |`);
  return ["| message | text |", "| --- | --- |", ...rows].join("\n");
}
