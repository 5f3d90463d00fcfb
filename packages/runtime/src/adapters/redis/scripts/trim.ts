import { defineScript } from "../redis-script.js";
import { IS_BEFORE, REQUIRE_TYPE } from "./shared.js";

/**
 * Removes the oldest entries that every group has been handed and has acknowledged.
 *
 * KEYS: stream.
 * ARGV: how many of the newest are kept, least age in ms, how many at most are removed, then the groups that must be there.
 * Yields how many were removed.
 */
export const trimScript = defineScript(`${REQUIRE_TYPE}${IS_BEFORE}
local stream, keep, min_age, count = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
require_type(stream, 'stream')
if redis.call('EXISTS', stream) == 0 then return 0 end

local groups, names = {}, {}
for index, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local info = {}
  for field = 1, #flat, 2 do info[flat[field]] = flat[field + 1] end
  names[info['name']] = true
  groups[index] = {last = info['last-delivered-id'], pending = redis.call('XPENDING', stream, info['name'])[2]}
end
if #groups == 0 then return 0 end
for index = 4, #ARGV do
  if not names[ARGV[index]] then return 0 end
end

local function is_done(id)
  for _, group in ipairs(groups) do
    if is_before(group.last, id) or (group.pending and not is_before(id, group.pending)) then return false end
  end
  return true
end

local time = redis.call('TIME')
local newest_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - min_age
if min_age == 0 then newest_ms = math.huge end
local length = redis.call('XLEN', stream)
local most, done, from = math.min(count, length - keep), 0, '-'
while done < most do
  -- Small pages, since the bodies come with the ids.
  local page = redis.call('XRANGE', stream, from, '+', 'COUNT', math.min(most - done, 100))
  local before = done
  for _, entry in ipairs(page) do
    if tonumber(string.match(entry[1], '%d+')) > newest_ms or not is_done(entry[1]) then break end
    done = done + 1
  end
  if done - before < 100 then break end
  from = '(' .. page[#page][1]
end
if done > 0 then redis.call('XTRIM', stream, 'MAXLEN', '=', length - done) end
return done
`);
