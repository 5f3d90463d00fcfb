import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { compatibilityTable, read, written } from "../scripts/compatibility-table.js";

interface Verdict {
  readonly rules: readonly string[];
  readonly examples: readonly unknown[];
}
type Row = Readonly<Record<"writer" | "reader" | "change" | "field", string>> &
  Readonly<Record<"backward" | "forward", Verdict>>;

const rows = compatibilityTable() as readonly Row[];
const takes = (schema: object): ((value: unknown) => boolean) => new Ajv2020({ strict: false }).compile(schema);

/** Every payload that the table can be about. */
const payloads = [undefined, 1, "text"].flatMap((field) =>
  [undefined, true].flatMap((extra) => [
    { id: "1", ...(field === undefined ? {} : { field }), ...(extra === undefined ? {} : { extra }) },
  ]),
);

describe("the table of added and removed fields", () => {
  it("has all 24 combinations", () => {
    expect(new Set(rows.map(({ writer, reader, change, field }) => [writer, reader, change, field].join())).size).toBe(
      24,
    );
  });

  it.each(rows)("says of $writer writers, $reader readers, to $change a $field field what ajv says", (row) => {
    const [old, recent] = row.change === "add" ? [undefined, row.field] : [row.field, undefined];
    const directions = [
      [row.backward, written(old, row.writer), read(recent, row.reader)],
      [row.forward, written(recent, row.writer), read(old, row.reader)],
    ] as const;
    for (const [verdict, writer, reader] of directions) {
      const [isWritten, isRead] = [takes(writer), takes(reader)];
      const refused = payloads.filter((payload) => isWritten(payload) && !isRead(payload));
      expect(verdict.rules.length === 0).toBe(refused.length === 0);
      expect(verdict.rules).not.toContain("unproven");
      for (const example of verdict.examples) expect([isWritten(example), isRead(example)]).toEqual([true, false]);
    }
  });

  it("lets an optional field come and go between strict writers and open readers, and nothing else", () => {
    const fine = rows.filter(
      ({ writer, reader, backward, forward }) =>
        writer === "strict" && reader === "open" && backward.rules.length + forward.rules.length === 0,
    );
    expect(fine.map(({ change, field }) => `${change} ${field}`)).toEqual([
      "add default",
      "add optional",
      "remove default",
      "remove optional",
    ]);
  });
});
