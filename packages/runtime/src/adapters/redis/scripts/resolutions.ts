import { defineScript } from "../redis-script.js";
import { REQUIRE_TYPE } from "./shared.js";

/**
 * Resolutions, the latest first.
 *
 * KEYS: records, order.
 * ARGV: where to begin (`+inf`, or `(` and a position), count.
 * Yields ids and records.
 */
export const resolutionsScript = defineScript(`${REQUIRE_TYPE}
require_type(KEYS[1], 'hash')
local found = {}
for index, id in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[2], ARGV[1], '-inf', 'LIMIT', 0, ARGV[2])) do
  found[index] = {id, redis.call('HGET', KEYS[1], id)}
end
return found
`);
