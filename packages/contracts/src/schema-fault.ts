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
  // The branch of a union that came closest is the one whose fault lies deepest.
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const places = issue.errors.flatMap((issues) => issues.slice(0, 1).map((inner) => placeOfIssue(inner, path)));
    const [deepest] = places.sort((a, b) => b.path.length - a.path.length);
    if (deepest !== undefined && deepest.path.length > path.length) return deepest;
  }
  return {
    path,
    expected: issue.message.replace(/^Invalid input: expected /, "").replace(/^Invalid input$/, "a JSON value"),
  };
}
