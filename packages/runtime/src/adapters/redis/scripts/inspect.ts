import { defineScript } from "../redis-script.js";

/**
 * The state of streams and their groups, all at one moment.
 *
 * Redis knows the lag of a group only while no entry was ever deleted; it says null, or too much, afterwards. Then the
 * unread entries are counted, a page at a time.
 *
 * KEYS: streams.
 * Yields for each stream its length and its groups as name, consumers, pending, last delivered id, lag, oldest pending id or "".
 */
export const inspectScript = defineScript(`
local function fields_of(flat)
  local fields = {}
  for index = 1, #flat, 2 do fields[flat[index]] = flat[index + 1] end
  return fields
end

local function unread(stream, last_id)
  local total, from = 0, '(' .. last_id
  while true do
    local page = redis.call('XRANGE', stream, from, '+', 'COUNT', 1000)
    total = total + #page
    if #page < 1000 then return total end
    from = '(' .. page[#page][1]
  end
end

local states = {}
for index, stream in ipairs(KEYS) do
  states[index] = {0, {}}
  if redis.call('EXISTS', stream) == 1 then
    local info = fields_of(redis.call('XINFO', 'STREAM', stream))
    local groups = {}
    for number, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
      local group = fields_of(flat)
      local last_id, lag = group['last-delivered-id'], group['lag']
      if not lag or info['max-deleted-entry-id'] ~= '0-0' then lag = unread(stream, last_id) end
      -- What was trimmed before it was read is no lag, though Redis counts it.
      lag = math.min(lag, info['length'])
      local oldest = redis.call('XPENDING', stream, group['name'])[2] or ''
      groups[number] = {group['name'], group['consumers'], group['pending'], last_id, lag, oldest}
    end
    states[index] = {info['length'], groups}
  end
end
return states
`);
