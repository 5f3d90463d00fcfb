import { regExp } from "./accepts.js";
import type { Gap } from "./gap.js";
import { describeShape } from "./describe.js";
import { examplesOf, hintsOf } from "./examples.js";
import { CompatibilityRule } from "./rules.js";
import type { NumberShape, StringShape } from "./shape.js";
import { formImplies, isKnownForm, lengthOfForm, samplesOfForm } from "./string-format.js";

export function compareNumbers(writer: NumberShape, reader: NumberShape): readonly Gap[] {
  const isInside =
    (writer.min > reader.min || (writer.min === reader.min && (writer.isMinOpen || !reader.isMinOpen))) &&
    (writer.max < reader.max || (writer.max === reader.max && (writer.isMaxOpen || !reader.isMaxOpen)));
  const isWhole = writer.isInteger || !reader.isInteger;
  const isStepped = reader.multiples.every((multiple) => isSteppedBy(writer, multiple));
  return isInside && isWhole && isStepped ? [] : [leafGap(writer, reader, CompatibilityRule.NUMBER_NARROWED)];
}

/** Decimals are no exact multiples of each other in binary, so that only whole ones are divided. */
function isSteppedBy(writer: NumberShape, multiple: number): boolean {
  if (writer.multiples.includes(multiple)) return true;
  if (!Number.isInteger(multiple)) return writer.isInteger && multiple === 0.5;
  return multiple === 1
    ? writer.isInteger
    : writer.multiples.some((step) => Number.isInteger(step) && step % multiple === 0);
}

export function compareStrings(writer: StringShape, reader: StringShape): readonly Gap[] {
  const gaps: Gap[] = [];
  const bounds = writer.forms.map(lengthOfForm);
  const shortest = Math.max(writer.minLength, ...bounds.map(([least]) => least));
  const longest = Math.min(writer.maxLength, ...bounds.map(([, greatest]) => greatest));
  if (shortest < reader.minLength || longest > reader.maxLength) {
    gaps.push(leafGap(writer, reader, CompatibilityRule.LENGTH_NARROWED));
  }
  const keepsForm = reader.forms.every(
    (form) => isKnownForm(form) && writer.forms.some((written) => formImplies(written, form)),
  );
  const keepsPatterns = reader.patterns.every(
    ({ source, flags }) =>
      regExp(source, flags) !== undefined &&
      writer.patterns.some((pattern) => pattern.source === source && pattern.flags === flags),
  );
  if (!keepsForm || !keepsPatterns) gaps.push(leafGap(writer, reader, CompatibilityRule.TEXT_NARROWED));
  return gaps;
}

function leafGap(writer: NumberShape | StringShape, reader: NumberShape | StringShape, rule: CompatibilityRule): Gap {
  const hints = hintsOf([reader]);
  const likely = reader.kind === "string" ? reader.forms.flatMap(samplesOfForm) : [];
  return {
    rule,
    path: [],
    writer: describeShape(writer),
    reader: describeShape(reader),
    examples: [...examplesOf(writer, { hints }), ...likely],
  };
}
