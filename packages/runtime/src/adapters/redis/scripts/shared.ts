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
 * `record_hop(hop_key, children_key, trace_id, retention, outputs, from, to)`: the hop's fields are ARGV[from..to],
 * `outputs` is a flat list of streams and ids; no `children_key` where a chain starts.
 */
export const RECORD_HOP = `
local function record_hop(hop_key, children_key, trace_id, retention, outputs, from, to)
  local list = #outputs == 0 and '[]' or cjson.encode(outputs)
  redis.call('HSET', hop_key, 'outputs', list, unpack(ARGV, from, to))
  redis.call('PEXPIRE', hop_key, retention)
  if children_key then
    redis.call('RPUSH', children_key, trace_id)
    redis.call('PEXPIRE', children_key, retention)
  end
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
