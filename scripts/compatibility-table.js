import { containment } from "../packages/contracts/dist/compatibility/containment.js";
import { SchemaDocument } from "../packages/contracts/dist/compatibility/json-schema.js";

const WRITERS = ["strict", "lenient"];
const READERS = ["open", "closed"];
const CHANGES = ["add", "remove"];
const FIELDS = ["required", "default", "optional"];

/**
 * Every way to add or remove a field, between every kind of writer and reader, and whether what is written can be read.
 *
 * A strict writer writes no keys but its own, a lenient one may; an open reader drops keys that it does not know, a closed one
 * refuses them. A field with a default is always written and never demanded.
 */
export function compatibilityTable() {
  return WRITERS.flatMap((writer) =>
    READERS.flatMap((reader) =>
      CHANGES.flatMap((change) =>
        FIELDS.map((field) => {
          const [old, recent] = change === "add" ? [undefined, field] : [field, undefined];
          return {
            writer,
            reader,
            change,
            field,
            backward: verdict(written(old, writer), read(recent, reader)),
            forward: verdict(written(recent, writer), read(old, reader)),
          };
        }),
      ),
    ),
  );
}

/** What may be written of a payload with or without the field. */
export function written(field, writer) {
  return payload(field, field === "required" || field === "default", writer === "lenient");
}

/** What is taken of it. */
export function read(field, reader) {
  return payload(field, field === "required", reader === "open");
}

function payload(field, isRequired, takesMore) {
  return {
    type: "object",
    properties: { id: { type: "string" }, ...(field === undefined ? {} : { field: { type: "number" } }) },
    required: isRequired ? ["id", "field"] : ["id"],
    additionalProperties: takesMore ? {} : false,
  };
}

function verdict(writer, reader) {
  // The reader is taken as it is: whether it is open is what the table is about.
  const gaps = containment(new SchemaDocument(writer, "closed"), new SchemaDocument(reader, "closed"));
  return {
    rules: [...new Set(gaps.map(({ rule }) => rule))].sort(),
    examples: gaps.flatMap(({ examples }) => examples),
  };
}

/** The table and the rules as a page. */
export function compatibilityPage(note, rules) {
  const lines = [
    "# Compatibility rules",
    note,
    "What `handoff-contracts check` finds, by rule id. Each finding says where, what both sides say, and what to do; one about",
    "values has an example event that one side writes and the other refuses.",
    "",
    "| rule | what was found | what to do |",
    "| --- | --- | --- |",
    ...rules.map(({ id, meaning, remedy }) => `| \`${id}\` | ${meaning} | ${remedy} |`),
    "",
    "## To add or to remove a field",
    "",
    "Strict writers write no keys but their own, open readers drop keys they do not know: events of Handoff are both, the rows in",
    "bold. The others are what teams meet who validate otherwise. A field with a default is always written and never demanded.",
    "",
    "| writer | reader | change | field | old entries, new readers | new entries, old readers |",
    "| --- | --- | --- | --- | --- | --- |",
    ...compatibilityTable().map(({ writer, reader, change, field, backward, forward }) => {
      const isOurs = writer === "strict" && reader === "open" && field !== "default";
      const cells = [writer, reader, change, field, outcome(backward), outcome(forward)];
      return `| ${cells.map((cell) => (isOurs ? `**${cell}**` : cell)).join(" | ")} |`;
    }),
    "",
  ];
  return lines.join("\n");
}

function outcome({ rules }) {
  return rules.length === 0 ? "fine" : rules.map((rule) => `\`${rule}\``).join(", ");
}
