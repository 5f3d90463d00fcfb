import type { ContractSet } from "../contract-set.js";
import type { AgentRoute, Topology } from "../topology.js";
import { type JsonObject, schemaOf } from "./json-schema.js";

/** The whole reference on one page: streams, events, fields. */
export function markdownReference(contracts: ContractSet): string {
  return [
    ...(contracts.topology === undefined ? [] : ["# Streams", "", streamsMarkdown(contracts.topology)]),
    "# Events",
    "",
    eventsMarkdown(contracts),
    "# Fields",
    "",
    fieldsMarkdown(contracts),
  ].join("\n");
}

/** Who hands what to whom, as a picture and as a table. */
export function streamsMarkdown(topology: Topology): string {
  const { streams, agents, groups, deadLetterStream } = topology;
  const lines = [chainDiagram(topology), ""];
  lines.push("| stream | events | published by | consumer group | handled by |", "| --- | --- | --- | --- | --- |");
  for (const [stream, { definitions }] of Object.entries(streams)) {
    const publishers = Object.entries<AgentRoute<string>>(agents).filter(([, { publishes }]) =>
      publishes.includes(stream),
    );
    const types = definitions.map(({ type }) => `\`${type}\``).join(", ");
    for (const { group, agent } of groups.filter((route) => route.stream === stream)) {
      lines.push(
        `| \`${stream}\` | ${types} | ${publishers.map(([name]) => name).join(", ")} | \`${group}\` | ${agent} |`,
      );
    }
  }
  lines.push("", `Events that are given up go to \`${deadLetterStream}\`.`, "");
  return lines.join("\n");
}

/** The chain as a Mermaid picture. */
export function chainDiagram({ agents, groups, deadLetterStream }: Topology): string {
  const lines = ["```mermaid", "flowchart LR"];
  for (const [agent, { publishes }] of Object.entries<AgentRoute<string>>(agents)) {
    for (const stream of publishes) {
      for (const { agent: reader } of groups.filter((group) => group.stream === stream)) {
        lines.push(`  ${agent} -- ${stream} --> ${reader}`);
      }
    }
  }
  const readers = [...new Set(groups.map(({ agent }) => agent))];
  lines.push(`  ${readers.join(" & ")} -. given up .-> dlq[(${deadLetterStream})]`, "```");
  return lines.join("\n");
}

/** Each event with the fields of its payload, their types, meanings and units; those of the streams first. */
export function eventsMarkdown({ topology, events }: ContractSet): string {
  const lines: string[] = [];
  const onStreams = Object.values(topology?.streams ?? {}).flatMap(({ definitions }) => definitions);
  for (const { type, description, aliases, writeSchema } of new Set([...onStreams, ...events])) {
    lines.push(`## \`${type}\``, "", description, "");
    if (aliases.length > 0) lines.push(`Also read as: ${aliases.map((name) => `\`${name}\``).join(", ")}.`, "");
    const schema = schemaOf(writeSchema, "draft-2020-12");
    if (typeof schema["description"] === "string") lines.push(`Payload: ${schema["description"]}.`, "");
    for (const variant of variantsOf(schema)) {
      if (variant["properties"] === undefined) continue;
      if (variant !== schema) lines.push(`### ${variantTitle(variant)}`, "");
      lines.push("| field | type | required | meaning and unit |", "| --- | --- | --- | --- |");
      lines.push(...schemaRows(variant, ""), "");
    }
  }
  return lines.join("\n");
}

/** Each field with the events whose payloads hold it. */
function fieldsMarkdown({ events, fields }: ContractSet): string {
  const users = new Map<string, Set<string>>();
  for (const { type, writeSchema } of events) {
    for (const key of keysOf(schemaOf(writeSchema, "draft-2020-12"))) {
      users.set(key, (users.get(key) ?? new Set()).add(type));
    }
  }
  const rows = Object.entries(fields).map(([constant, key]) => {
    const types = [...(users.get(key) ?? [])].map((type) => `\`${type}\``).join(", ");
    return `| \`${constant}\` | \`${key}\` | ${types} |`;
  });
  return ["| constant | key | in the payload of |", "| --- | --- | --- |", ...rows, ""].join("\n");
}

function variantsOf(schema: JsonObject): readonly JsonObject[] {
  return (schema["oneOf"] ?? schema["anyOf"] ?? [schema]) as readonly JsonObject[];
}

function variantTitle(variant: JsonObject): string {
  const [name, property] = propertiesOf(variant).find(([, { const: value }]) => value !== undefined) ?? ["", {}];
  return `\`${name}\`: \`${shown(property["const"])}\``;
}

function schemaRows(schema: JsonObject, prefix: string): readonly string[] {
  const required = (schema["required"] ?? []) as readonly string[];
  return propertiesOf(schema).flatMap(([key, property]) => {
    const inner = property["items"] as JsonObject | undefined;
    const [below, part] = inner?.["properties"] === undefined ? [property, "."] : [inner, "[]."];
    const meaning = typeof property["description"] === "string" ? cell(property["description"]) : "";
    return [
      `| \`${prefix}${key}\` | ${typeName(property)} | ${required.includes(key) ? "yes" : "no"} | ${meaning} |`,
      ...schemaRows(below, `${prefix}${key}${part}`),
    ];
  });
}

function typeName(property: JsonObject): string {
  if (property["const"] !== undefined) return `\`${shown(property["const"])}\``;
  if (property["enum"] !== undefined) {
    return (property["enum"] as readonly unknown[]).map((value) => `\`${shown(value)}\``).join(", ");
  }
  const options = (property["oneOf"] ?? property["anyOf"]) as readonly JsonObject[] | undefined;
  if (options !== undefined) return [...new Set(options.map(typeName))].join(" or ");
  return typeof property["type"] === "string" ? property["type"] : "any";
}

/** Every key that a schema names, at any depth. */
function keysOf(schema: JsonObject): readonly string[] {
  const below = Object.entries(schema).flatMap(([key, child]) =>
    typeof child !== "object" || child === null || key === "examples" ? [] : keysOf(child as JsonObject),
  );
  return schema["type"] === "object" ? [...propertiesOf(schema).map(([key]) => key), ...below] : below;
}

function propertiesOf(schema: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>);
}

/** A value of the schema's as it stands between backticks. */
function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a cell of a table says. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
