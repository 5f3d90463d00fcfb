import { ToolError, ToolErrorCode } from "../tool-error.js";

/** A schema, or a fault in it, for which no data can be made. */
export function impossible(path: readonly string[], what: string): ToolError {
  return new ToolError({
    code: ToolErrorCode.TEST_DATA_IMPOSSIBLE,
    place: path.join("."),
    what,
    remedy: "Say the same by other means in the schema, or make this data by hand.",
  });
}
