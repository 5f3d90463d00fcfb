import { defineScript } from "../redis-script.js";
import { RECORD_ACTIVITY, REQUIRE_TYPE } from "./shared.js";

/**
 * Adds a report to the record of an agent.
 *
 * KEYS: agents.
 * ARGV: agent id, events, errors, at.
 */
export const recordActivityScript = defineScript(`${REQUIRE_TYPE}${RECORD_ACTIVITY}
require_type(KEYS[1], 'hash')
record_activity(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
`);
