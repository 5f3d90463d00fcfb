import { defineScript } from "../redis-script.js";
import { IS_HELD, KEEP_CHECKPOINT, LINEAGE, RECORD_ACTIVITY, REQUIRE_TYPE } from "./shared.js";

/**
 * Settles a batch: for each entry fence, add the outputs, and then for all that were let through acknowledge and record
 * the hops. Acknowledging first would lose the event when an output cannot be added. What can be done for a batch in one
 * command is: a command costs more than what most of these do.
 *
 * KEYS: streams (the input first), agents, the three of the lineage, checkpoints of the input.
 * ARGV: group, consumer, lowest and highest entry id of the batch, number of streams, `1` where an earlier attempt of
 * this very call may have arrived, `1` where there is activity, agent id, events, errors, at; the three of the lineage;
 * the settlements as JSON, since thousands of arguments cost either end more than one: a list of entry id, trace id, parent
 * or nothing, head of the hop's record, and a list of outputs, each with the index of its stream and its fields; then the
 * names of the streams as parts of a record.
 * Yields for each settlement 1 and the ids of its outputs, or 0 where it was fenced.
 */
export const handOffScript = defineScript(`${REQUIRE_TYPE}${IS_HELD}${KEEP_CHECKPOINT}${LINEAGE}${RECORD_ACTIVITY}
local group, consumer = ARGV[1], ARGV[2]
local streams, repeated = tonumber(ARGV[5]), ARGV[6] == '1'
local input, agents = KEYS[1], KEYS[streams + 1]
for index = 1, streams do require_type(KEYS[index], 'stream') end
require_type(agents, 'hash')
require_type(KEYS[#KEYS], 'hash')
local lineage = open_lineage(streams + 2, 12)

local settlements = cjson.decode(ARGV[15])
local ENTRY, TRACE, PARENT, HEAD, OUTPUTS = 1, 2, 3, 4, 5
local STREAM, FIELDS = 1, 2

-- The fence for the whole batch: what this consumer holds from the first entry to the last. It may hold more there than
-- it settles now; then each entry that is not among the first ones is asked for by itself.
local held, room = {}, 2 * #settlements + 16
local pending = redis.pcall('XPENDING', input, group, ARGV[3], ARGV[4], room, consumer)
if pending.err and string.sub(pending.err, 1, 7) ~= 'NOGROUP' then error(pending) end
for _, entry in ipairs(pending) do held[entry[1]] = true end

local function take(id)
  local mine = held[id] or (#pending == room and held[id] == nil and is_held(input, group, consumer, id))
  -- Nothing is settled twice, not in one batch either.
  held[id] = false
  return mine
end

-- What the earlier attempt of this call did, whose reply was lost.
local function done_before(settlement)
  local record, head = repeated and redis.call('HGET', lineage.hops_key, settlement[TRACE]), settlement[HEAD]
  if not record or string.sub(record, 1, #head) ~= head then return nil end
  local result = {1}
  for id in string.gmatch(string.sub(record, #head + 1), '|[^|]*|([^|]*)') do result[#result + 1] = id end
  return result
end

-- All outputs or none: yields nothing, and why, where a stream takes no more.
local function settle(settlement)
  local result, record, outputs = {1}, {settlement[HEAD]}, settlement[OUTPUTS]
  for index, output in ipairs(outputs) do
    local id = redis.pcall('XADD', KEYS[output[STREAM]], '*', unpack(output[FIELDS]))
    if id.err then
      for before = 1, index - 1 do redis.call('XDEL', KEYS[outputs[before][STREAM]], result[before + 1]) end
      return nil, id
    end
    result[#result + 1] = id
    record[#record + 1] = ARGV[15 + output[STREAM]]
    record[#record + 1] = id
  end
  lineage.add(settlement[TRACE], table.concat(record, '|'), settlement[PARENT])
  return result
end

if #settlements > 0 then lineage.begin() end
local results, settled, repeats, failure = {}, {}, false, nil
for index, settlement in ipairs(settlements) do
  if take(settlement[ENTRY]) then
    results[index], failure = settle(settlement)
    if failure then break end
    settled[#settled + 1] = settlement[ENTRY]
  else
    local before = done_before(settlement)
    repeats = repeats or before ~= nil
    results[index] = before or {0}
  end
end
if #settled > 0 then
  redis.call('XACK', input, group, unpack(settled))
  keep_checkpoint(KEYS[#KEYS], input, group)
end
lineage.write()
if failure then error(failure) end
if ARGV[7] == '1' and not repeats then record_activity(agents, ARGV[8], ARGV[9], ARGV[10], ARGV[11]) end
return results
`);
