import { defineScript } from "../redis-script.js";
import { IS_HELD, RECORD_ACTIVITY, RECORD_HOP, REQUIRE_TYPE } from "./shared.js";

/**
 * Settles a batch: for each entry fence, add the outputs, record the hop, acknowledge, in this order. Acknowledging
 * first would lose the event when an output cannot be added.
 *
 * KEYS: streams (the input first), agents, then for each settlement its hop and, where it has a parent, the children's.
 * ARGV: group, consumer, retention in ms, length of the key prefix, number of streams, `1` where an earlier attempt of
 * this very call may have arrived, `1` where there is activity, agent id, events, errors, at; then for each settlement: entry
 * id, trace id, `1` where it has a parent, number of arguments that are the hop's fields, these (`settles` first), number
 * of outputs, and for each output: index of its stream, number of arguments that are its fields, these.
 * Yields for each settlement 1 and the ids of its outputs, or 0 where it was fenced.
 */
export const handOffScript = defineScript(`${REQUIRE_TYPE}${IS_HELD}${RECORD_HOP}${RECORD_ACTIVITY}
local group, consumer, retention = ARGV[1], ARGV[2], ARGV[3]
local prefix, streams, repeated = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1'
local input, agents = KEYS[1], KEYS[streams + 1]
local key, arg = streams + 1, 11

local function next_key()
  key = key + 1
  return KEYS[key]
end

local function next_arg()
  arg = arg + 1
  return ARGV[arg]
end

-- Yields where the arguments are that belong together, and steps over them.
local function next_span()
  local size = tonumber(next_arg())
  local from = arg + 1
  arg = arg + size
  return from, arg
end

for index = 1, streams do require_type(KEYS[index], 'stream') end
require_type(agents, 'hash')

local settlements, last = {}, #ARGV
while arg < last do
  local settlement = {id = next_arg(), trace_id = next_arg(), hop_key = next_key(), outputs = {}}
  require_type(settlement.hop_key, 'hash')
  if next_arg() == '1' then
    settlement.children_key = next_key()
    require_type(settlement.children_key, 'list')
  end
  settlement.hop_from, settlement.hop_to = next_span()
  for index = 1, tonumber(next_arg()) do
    local output = {stream = tonumber(next_arg())}
    output.from, output.to = next_span()
    settlement.outputs[index] = output
  end
  settlements[#settlements + 1] = settlement
end

-- What the earlier attempt of this call did, whose reply was lost.
local function done_before(settlement)
  if not repeated then return nil end
  local record = redis.call('HMGET', settlement.hop_key, 'settles', 'outputs')
  if record[1] ~= ARGV[settlement.hop_from + 1] then return nil end
  local result, outputs = {1}, cjson.decode(record[2])
  for index = 2, #outputs, 2 do result[#result + 1] = outputs[index] end
  return result
end

local function settle(settlement)
  local result, published = {1}, {}
  for _, output in ipairs(settlement.outputs) do
    local stream = KEYS[output.stream]
    local id = redis.call('XADD', stream, '*', unpack(ARGV, output.from, output.to))
    result[#result + 1] = id
    published[#published + 1] = string.sub(stream, prefix + 1)
    published[#published + 1] = id
  end
  record_hop(settlement.hop_key, settlement.children_key, settlement.trace_id, retention, published,
    settlement.hop_from, settlement.hop_to)
  redis.call('XACK', input, group, settlement.id)
  return result
end

local results, repeats = {}, false
for index, settlement in ipairs(settlements) do
  if is_held(input, group, consumer, settlement.id) then
    results[index] = settle(settlement)
  else
    local before = done_before(settlement)
    repeats = repeats or before ~= nil
    results[index] = before or {0}
  end
end

if ARGV[7] == '1' and not repeats then record_activity(agents, ARGV[8], ARGV[9], ARGV[10], ARGV[11]) end
return results
`);
