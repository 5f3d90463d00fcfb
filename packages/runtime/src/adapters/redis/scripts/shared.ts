/*
 * Lua functions that several scripts begin with. Redis does not take back what a script has done when it fails later:
 * whatever can fail is found out before the first write.
 */

/** `require_type(key, type)`: ends the script with WRONGTYPE where the key exists and holds something else. */
export const REQUIRE_TYPE = `
local function require_type(key, expected)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= expected then
    error({err = 'WRONGTYPE ' .. key .. ' is a ' .. found .. ', not a ' .. expected})
  end
end
`;

/** `is_before(a, b)`: whether one entry id comes before another. */
export const IS_BEFORE = `
-- Numbers of 64 bits are compared as text: those of Lua do not hold them.
local function is_before(a, b)
  local a_ms, a_seq = string.match(a, '(%d+)-(%d+)')
  local b_ms, b_seq = string.match(b, '(%d+)-(%d+)')
  local left, right = a_ms, b_ms
  if a_ms == b_ms then left, right = a_seq, b_seq end
  if #left ~= #right then return #left < #right end
  return left < right
end
`;

/**
 * `keep_checkpoint(checkpoints, stream, group)`: remembers how far a group has settled everything, in case it is lost: the
 * entry that was delivered last, or where some are pending, `(` and the oldest of them.
 */
export const KEEP_CHECKPOINT = `
local function keep_checkpoint(checkpoints, stream, group)
  local oldest, at = redis.call('XPENDING', stream, group)[2], nil
  if oldest then at = '(' .. oldest end
  for _, info in ipairs(at and {} or redis.call('XINFO', 'GROUPS', stream)) do
    -- name, its value, consumers, its value, pending, its value, last-delivered-id, its value
    if info[2] == group then at = info[8] end
  end
  redis.call('HSET', checkpoints, group, at)
end
`;

/** `is_held(stream, group, consumer, id)`: the fence. Only a group that does not exist is a no; other errors go on. */
export const IS_HELD = `
local function is_held(stream, group, consumer, id)
  local pending = redis.pcall('XPENDING', stream, group, id, id, 1, consumer)
  if pending.err == nil then return #pending == 1 end
  if string.sub(pending.err, 1, 7) == 'NOGROUP' then return false end
  error(pending)
end
`;

/**
 * `open_lineage(place, first)`: where hops go. KEYS[place..place + 2] are the hops and the children of the span, and the
 * spans; ARGV[first..first + 2] are the span, when it may be let go of, and when it expires. Yields a table with
 * `begin()`, to be the first write of a script: a server out of memory refuses the first write or none; with
 * `add(trace_id, record, parent)`, where the parent may be empty; and with `write()`, which writes what was added in as
 * many commands for a batch as for one.
 *
 * What a hop caused is a text, a line for each. A long one is put away in pages, so that adding to it stays cheap.
 */
export const LINEAGE = `
local PAGE_SIZE = 4000

local function open_lineage(place, first)
  local hops_key, children_key, spans_key = KEYS[place], KEYS[place + 1], KEYS[place + 2]
  local span, keep_until, expire = ARGV[first], ARGV[first + 1], ARGV[first + 2]
  local hops, parents, caused = {}, {}, {}
  require_type(hops_key, 'hash')
  require_type(children_key, 'hash')
  require_type(spans_key, 'zset')

  local function add(trace_id, record, parent)
    hops[#hops + 1] = trace_id
    hops[#hops + 1] = record
    if parent == '' then return end
    if not caused[parent] then
      parents[#parents + 1] = parent
      caused[parent] = trace_id
    else
      caused[parent] = caused[parent] .. '\\n' .. trace_id
    end
  end

  local function write_children()
    local known, changed = redis.call('HMGET', children_key, unpack(parents)), {}
    for index, parent in ipairs(parents) do
      local ids = known[index]
      if ids and #ids > PAGE_SIZE then
        local page = redis.call('HINCRBY', children_key, parent .. ' pages', 1)
        redis.call('HSET', children_key, parent .. ' ' .. page, ids)
        ids = false
      end
      changed[2 * index - 1] = parent
      changed[2 * index] = ids and ids .. '\\n' .. caused[parent] or caused[parent]
    end
    redis.call('HSET', children_key, unpack(changed))
    redis.call('PEXPIRE', children_key, expire)
  end

  local function write()
    if #hops == 0 then return end
    redis.call('HSET', hops_key, unpack(hops))
    redis.call('PEXPIRE', hops_key, expire)
    if #parents > 0 then write_children() end
  end

  local function begin()
    redis.call('ZADD', spans_key, keep_until, span)
    redis.call('PEXPIRE', spans_key, expire)
  end

  return {hops_key = hops_key, begin = begin, add = add, write = write}
end
`;

/** `record_activity(agents, agent_id, events, errors, at)`: adds to the counts; any report is a heartbeat. */
export const RECORD_ACTIVITY = `
local function record_activity(agents, agent_id, events, errors, at)
  redis.call('HINCRBY', agents, agent_id .. ':events', events)
  redis.call('HINCRBY', agents, agent_id .. ':errors', errors)
  redis.call('HSET', agents, agent_id .. ':heartbeat_at', at)
  if tonumber(events) > 0 then redis.call('HSET', agents, agent_id .. ':last_event_at', at) end
end
`;
