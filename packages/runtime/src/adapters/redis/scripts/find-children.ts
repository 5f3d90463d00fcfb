import { defineScript } from "../redis-script.js";

/**
 * Finds what a hop caused in the spans that are kept, in the order it was committed.
 *
 * KEYS: spans.
 * ARGV: name of the children's keys without the span, trace id, now in ms.
 * Yields pages of trace ids, one a line.
 */
export const findChildrenScript = defineScript(`
local spans = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[3], '+inf')
table.sort(spans, function(a, b) return tonumber(a) < tonumber(b) end)
local pages = {}
for _, span in ipairs(spans) do
  local key = ARGV[1] .. span
  local last = redis.call('HGET', key, ARGV[2])
  -- Few spans know of the hop: only these are asked how many pages there are before the last one.
  local before = last and redis.call('HGET', key, ARGV[2] .. ' pages') or 0
  for page = 1, tonumber(before) or 0 do pages[#pages + 1] = redis.call('HGET', key, ARGV[2] .. ' ' .. page) end
  if last then pages[#pages + 1] = last end
end
return pages
`);
