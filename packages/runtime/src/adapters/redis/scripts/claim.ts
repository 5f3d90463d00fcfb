import { defineScript } from "../redis-script.js";

/** `is_suspect(pending, consumer, suspicious)`: an entry of XPENDING that may have taken its consumers down. */
const IS_SUSPECT = `
local function is_suspect(pending, consumer, suspicious)
  return pending[2] ~= consumer and pending[4] >= suspicious
end
`;

/**
 * Claims what has been idle for long enough, oldest first, with the delivery counts that XAUTOCLAIM hides. XCLAIM drops
 * an entry whose body is gone from the pending list; such a one does not use up the count.
 *
 * KEYS: stream.
 * ARGV: group, consumer, lease in ms, count, `with`, `without` or `only` suspects, deliveries that make one.
 * Yields entries as id, fields, deliveries; nothing where there is no such group.
 */
export const claimScript = defineScript(`${IS_SUSPECT}
local stream, group, consumer, lease, count = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local suspects, suspicious = ARGV[5], tonumber(ARGV[6])
local claimed, from = {}, '-'

if redis.call('EXISTS', stream) == 0 then return claimed end
local known = redis.pcall('XGROUP', 'CREATECONSUMER', stream, group, consumer)
if type(known) == 'table' then
  if string.sub(known.err, 1, 7) == 'NOGROUP' then return claimed end
  error(known)
end

local function is_wanted(pending)
  return suspects == 'with' or is_suspect(pending, consumer, suspicious) == (suspects == 'only')
end

while #claimed < count do
  -- A page at a time: a Lua call takes no longer argument list.
  local size = suspects == 'with' and math.min(count - #claimed, 1000) or 1000
  local page = redis.call('XPENDING', stream, group, 'IDLE', lease, from, '+', size)
  if #page == 0 then return claimed end
  local ids, deliveries = {}, {}
  for _, pending in ipairs(page) do
    if #ids < count - #claimed and is_wanted(pending) then
      ids[#ids + 1] = pending[1]
      deliveries[pending[1]] = pending[4] + 1
    end
  end
  if #ids > 0 then
    for _, entry in ipairs(redis.call('XCLAIM', stream, group, consumer, 0, unpack(ids))) do
      claimed[#claimed + 1] = {entry[1], entry[2], deliveries[entry[1]]}
    end
  end
  from = '(' .. page[#page][1]
end
return claimed
`);

/**
 * Counts the suspects among what has been idle for long enough.
 *
 * KEYS: stream.
 * ARGV: group, consumer, lease in ms, deliveries that make one.
 */
export const suspectsScript = defineScript(`${IS_SUSPECT}
local stream, group, consumer, lease, suspicious = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local count, from = 0, '-'
if redis.call('EXISTS', stream) == 0 then return count end
while true do
  local page = redis.pcall('XPENDING', stream, group, 'IDLE', lease, from, '+', 1000)
  if page.err then
    if string.sub(page.err, 1, 7) == 'NOGROUP' then return count end
    error(page)
  end
  for _, pending in ipairs(page) do
    if is_suspect(pending, consumer, suspicious) then count = count + 1 end
  end
  if #page < 1000 then return count end
  from = '(' .. page[#page][1]
end
`);
