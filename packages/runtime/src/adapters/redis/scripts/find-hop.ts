import { defineScript } from "../redis-script.js";

/**
 * Finds a hop in the spans that are kept, the latest first. The keys of the spans are named after what the first key
 * says, and share its slot.
 *
 * KEYS: spans.
 * ARGV: name of the hops' keys without the span, trace id, now in ms.
 * Yields the record, or nothing.
 */
export const findHopScript = defineScript(`
local spans = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[3], '+inf')
table.sort(spans, function(a, b) return tonumber(a) > tonumber(b) end)
for _, span in ipairs(spans) do
  local record = redis.call('HGET', ARGV[1] .. span, ARGV[2])
  if record then return record end
end
return false
`);
