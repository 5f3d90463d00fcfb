import type { HandoffRule } from "../create-rule.js";
import { noRawStringKey } from "./no-raw-string-key.js";
import { requireTraceHandoff } from "./require-trace-handoff.js";

/** Every rule of the plugin: one line each. */
export const rules: readonly HandoffRule[] = [noRawStringKey, requireTraceHandoff];
