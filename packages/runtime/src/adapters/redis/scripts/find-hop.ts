import { defineScript } from "../redis-script.js";

/**
 * Finds a hop in the hours that are kept, the latest first. The keys of the hours are named after what the first key
 * says, and share its slot.
 *
 * KEYS: hours.
 * ARGV: name of the hops' keys without the hour, trace id, now in ms.
 * Yields the record, or nothing.
 */
export const findHopScript = defineScript(`
local hours = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[3], '+inf')
table.sort(hours, function(a, b) return tonumber(a) > tonumber(b) end)
for _, hour in ipairs(hours) do
  local record = redis.call('HGET', ARGV[1] .. hour, ARGV[2])
  if record then return record end
end
return false
`);
