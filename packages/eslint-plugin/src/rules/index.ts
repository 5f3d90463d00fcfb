import type { HandoffRule } from "../create-rule.js";
import { noDynamicField } from "./no-dynamic-field.js";
import { noRawStreamName } from "./no-raw-stream-name.js";
import { noRawStringKey } from "./no-raw-string-key.js";
import { noSwallowedEvent } from "./no-swallowed-event.js";
import { requireAgentState } from "./require-agent-state.js";
import { requireTraceHandoff } from "./require-trace-handoff.js";

/** Every rule of the plugin: one line each. */
export const rules: readonly HandoffRule[] = [
  noRawStringKey,
  requireTraceHandoff,
  requireAgentState,
  noSwallowedEvent,
  noRawStreamName,
  noDynamicField,
];
