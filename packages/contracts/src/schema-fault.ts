import type { z } from "zod";
import type { ContractFault } from "./errors.js";

type Place = Pick<ContractFault, "path" | "expected">;

/** Where a zod failure is and what was expected there: its first issue, below `root`. */
export function placeOf(error: z.core.$ZodError, root: readonly (string | number)[]): Place {
  const [issue] = error.issues;
  if (issue === undefined) return { path: root, expected: "a value that meets the schema" };
  return placeOfIssue(issue, root);
}

function placeOfIssue(issue: z.core.$ZodIssue, root: readonly (string | number)[]): Place {
  const path = [...root, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "unrecognized_keys") {
    return { path: [...path, ...issue.keys.slice(0, 1)], expected: "no such key" };
  }
  if (issue.code === "invalid_key" && issue.issues[0] !== undefined) {
    return { path, expected: `a key that is ${expectation(issue.issues[0].message)}` };
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) return placeOfUnion(issue, path);
  return { path, expected: expectation(issue.message) };
}

function placeOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly (string | number)[]): Place {
  const places = issue.errors.flatMap((issues) => issues.slice(0, 1).map((inner) => placeOfIssue(inner, path)));
  // The branch that came closest is the one whose fault lies deepest.
  const deepest = places.reduce<Place>((best, place) => (place.path.length > best.path.length ? place : best), {
    path,
    expected: "",
  });
  if (deepest.path.length > path.length) return deepest;
  const options = new Set(places.map(({ expected }) => expected.replace(/, received .*$/s, "")));
  return { path, expected: [...options].join(" or ") || "a value that meets the schema" };
}

/** Zod's sentences say what was wrong; after "expected" stands what would be right. */
const REWORDED: readonly (readonly [RegExp, string])[] = [
  [/^(?:Invalid (?:input|option)|Too (?:small|big)): expected /, ""],
  [/^Invalid discriminator value\. Expected /, "one of "],
  [/^Invalid (string|number): must /, "a $1 that must "],
  [/^Invalid input$/, "a value that meets the schema"],
  [/^Invalid lowercase$/, "lower case"],
  [/^Invalid /, "a valid "],
];

function expectation(message: string): string {
  const [pattern, words] = REWORDED.find(([known]) => known.test(message)) ?? [/^$/, "a value that meets the schema"];
  return message.replace(pattern, words);
}
