import { defineScript } from "../redis-script.js";

/**
 * Finds what a hop caused in the hours that are kept, in the order it was committed.
 *
 * KEYS: hours.
 * ARGV: name of the children's keys without the hour, trace id, now in ms.
 * Yields pages of trace ids, one a line.
 */
export const findChildrenScript = defineScript(`
local hours = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[3], '+inf')
table.sort(hours, function(a, b) return tonumber(a) < tonumber(b) end)
local pages = {}
for _, hour in ipairs(hours) do
  local key = ARGV[1] .. hour
  local found = redis.call('HMGET', key, ARGV[2], ARGV[2] .. ' pages')
  for page = 1, tonumber(found[2]) or 0 do pages[#pages + 1] = redis.call('HGET', key, ARGV[2] .. ' ' .. page) end
  if found[1] then pages[#pages + 1] = found[1] end
end
return pages
`);
