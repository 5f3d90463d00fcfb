import { createHash } from "node:crypto";
import type { JsonObject, JsonValue } from "./json-schema.js";

/** A digest of JSON that does not depend on the order of keys or on white space. */
export function digestOf(value: JsonValue): string {
  return `sha256-${createHash("sha256").update(inOrder(value)).digest("hex")}`;
}

function inOrder(value: JsonValue): string {
  return JSON.stringify(value, (_, child: JsonValue) =>
    typeof child === "object" && child !== null && !Array.isArray(child)
      ? Object.fromEntries<JsonValue>(Object.entries(child as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}
