import { defineScript } from "../redis-script.js";

/**
 * Claims what has been idle for long enough, oldest first, with the delivery counts that XAUTOCLAIM hides. XCLAIM drops
 * an entry whose body is gone from the pending list; such a one does not use up the count.
 *
 * KEYS: stream.
 * ARGV: group, consumer, lease in ms, count.
 * Yields entries as id, fields, deliveries; nothing where there is no such group.
 */
export const claimScript = defineScript(`
local stream, group, consumer, lease, count = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local claimed, from = {}, '-'

if redis.call('EXISTS', stream) == 0 then return claimed end
local known = redis.pcall('XGROUP', 'CREATECONSUMER', stream, group, consumer)
if type(known) == 'table' then
  if string.sub(known.err, 1, 7) == 'NOGROUP' then return claimed end
  error(known)
end

while #claimed < count do
  -- A page at a time: a Lua call takes no longer argument list.
  local page = redis.call('XPENDING', stream, group, 'IDLE', lease, from, '+', math.min(count - #claimed, 1000))
  if #page == 0 then return claimed end
  local ids, deliveries = {}, {}
  for index, pending in ipairs(page) do
    ids[index] = pending[1]
    deliveries[pending[1]] = pending[4] + 1
  end
  for _, entry in ipairs(redis.call('XCLAIM', stream, group, consumer, 0, unpack(ids))) do
    claimed[#claimed + 1] = {entry[1], entry[2], deliveries[entry[1]]}
  end
  from = '(' .. ids[#ids]
end
return claimed
`);
