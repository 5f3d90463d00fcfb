import { describe, expect, it } from "vitest";
import { findings, fixed } from "../lint.js";
import { linesOf } from "./faults.js";

const IMPORT = 'import { FieldName } from "@handoff/contracts";\n\n';

function around(lines: string): string {
  return `function f(data) {\n${lines}\n}`;
}

function lengthOfFixes(text: string): number {
  return findings(text).reduce((sum, { fix }) => sum + (fix?.text.length ?? 0), 0);
}

describe("fixes that all need the import", () => {
  it("have texts that grow with the file, and not with its square", () => {
    const [small, large] = [1000, 4000].map((count) => around(linesOf(count, () => '  data["side"];'))) as [
      string,
      string,
    ];
    expect(lengthOfFixes(large)).toBeLessThan(8 * lengthOfFixes(small));
    expect(lengthOfFixes(large)).toBeLessThan(200 * large.length);
    expect(fixed(large)).toBe(IMPORT + large.replaceAll('"side"', "FieldName.SIDE"));
  });

  it("leave no name undefined where the first of them are switched off", () => {
    const off = linesOf(1500, () => '  data["side"]; // eslint-disable-line');
    const text = around(`${off}\n${linesOf(1500, () => '  data["side"];')}`);
    expect(fixed(text)).toBe(IMPORT + text.replaceAll('"side"];\n', "FieldName.SIDE];\n"));
  });
});
