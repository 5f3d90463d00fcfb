import { defineScript } from "../redis-script.js";
import { REQUIRE_TYPE } from "./shared.js";

/**
 * Resolves dead letters: each is taken out of its stream once, its event is added where it is replayed to, and what
 * became of it is kept.
 *
 * KEYS: dead-letter stream, records and order of its resolutions, then the streams that are replayed to.
 * ARGV: at, token of this call, length of the key prefix; then for each letter: id, index of the stream it is replayed
 * to or `0` where it is discarded, the group that must be there or nothing, its idempotency key, number of arguments that
 * are its fields, these.
 * Yields for each letter `fresh` and the record, `earlier` and the record of then, `missing` or `target_missing`.
 */
export const resolveScript = defineScript(`${REQUIRE_TYPE}
local stream, records, order = KEYS[1], KEYS[2], KEYS[3]
local at, token, prefix = ARGV[1], ARGV[2], tonumber(ARGV[3])
local arg = 3

local function next_arg()
  arg = arg + 1
  return ARGV[arg]
end

require_type(records, 'hash')
require_type(order, 'zset')
require_type(stream, 'stream')
for index = 4, #KEYS do require_type(KEYS[index], 'stream') end

-- Whether anybody would read what is added there. An entry that no group knows of would be passed over in silence.
local function is_read(target, group)
  if redis.call('EXISTS', target) == 0 then return false end
  if group == '' then return true end
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', target)) do
    if info[2] == group then return true end
  end
  return false
end

local function resolve(letter)
  local earlier = redis.call('HGET', records, letter.id)
  if earlier then
    return {cjson.decode(earlier).by == letter.token and 'fresh' or 'earlier', earlier}
  end
  local entry = redis.call('XRANGE', stream, letter.id, letter.id)[1]
  if not entry then return {'missing'} end
  local target = KEYS[3 + letter.target]
  if letter.target > 0 and not is_read(target, letter.group) then return {'target_missing'} end

  local once = 'once:' .. letter.once
  local first = letter.target > 0 and redis.call('HGET', records, once)
  local newest = redis.call('ZREVRANGE', order, 0, 0, 'WITHSCORES')
  -- Ascending, and near to the time, so that those of several partitions can be put in order.
  local position = math.max((tonumber(newest[2]) or 0) + 1, math.floor(tonumber(at)))
  local record = {at = at, by = letter.token, position = position, fields = entry[2]}
  if first then
    record.replay = cjson.decode(redis.call('HGET', records, first)).replay
  elseif letter.target > 0 then
    local id = redis.call('XADD', target, '*', unpack(ARGV, letter.from, letter.to))
    record.replay = {string.sub(target, prefix + 1), id}
    record.once = once
    redis.call('HSET', records, once, letter.id)
  end
  local kept = cjson.encode(record)
  redis.call('HSET', records, letter.id, kept)
  redis.call('ZADD', order, position, letter.id)
  redis.call('XDEL', stream, letter.id)
  return {'fresh', kept}
end

local results = {}
while arg < #ARGV do
  local number = #results + 1
  local letter = {id = next_arg(), target = tonumber(next_arg()), group = next_arg(), once = next_arg()}
  letter.token = token .. '/' .. number
  local size = tonumber(next_arg())
  letter.from, letter.to = arg + 1, arg + size
  arg = arg + size
  results[number] = resolve(letter)
end
return results
`);
