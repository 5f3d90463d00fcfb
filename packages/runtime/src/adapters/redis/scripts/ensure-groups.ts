import { defineScript } from "../redis-script.js";
import { IS_BEFORE, KEEP_CHECKPOINT, REQUIRE_TYPE } from "./shared.js";

/**
 * Creates the groups that do not exist, with their streams; one that was there before, where its checkpoint is. The
 * checkpoint of each is brought up to date.
 *
 * KEYS: for each group its stream and the checkpoints of the stream.
 * ARGV: for each group its name and where it starts, having no checkpoint.
 * Yields for each group whether it was created, and where its checkpoint is, if it has one.
 */
export const ensureGroupsScript = defineScript(`${REQUIRE_TYPE}${IS_BEFORE}${KEEP_CHECKPOINT}
-- Where a group goes on that was lost. A checkpoint beyond the end of the stream is one of another stream of this name.
local function resume(stream, checkpoint)
  if not checkpoint or redis.call('EXISTS', stream) == 0 then return nil end
  local id, last = string.gsub(checkpoint, '^%(', ''), nil
  local info = redis.call('XINFO', 'STREAM', stream)
  for index = 1, #info, 2 do
    if info[index] == 'last-generated-id' then last = info[index + 1] end
  end
  if is_before(last, id) then return nil end
  if id == checkpoint then return id end
  local previous = redis.call('XREVRANGE', stream, checkpoint, '-', 'COUNT', 1)[1]
  return previous and previous[1] or '0-0'
end

for index = 1, #KEYS, 2 do
  require_type(KEYS[index], 'stream')
  require_type(KEYS[index + 1], 'hash')
end
local results = {}
for index = 1, #KEYS, 2 do
  local stream, checkpoints, group = KEYS[index], KEYS[index + 1], ARGV[index]
  local from = resume(stream, redis.call('HGET', checkpoints, group))
  local created = redis.pcall('XGROUP', 'CREATE', stream, group, from or ARGV[index + 1], 'MKSTREAM')
  if created.err and string.sub(created.err, 1, 9) ~= 'BUSYGROUP' then error(created) end
  results[(index + 1) / 2] = {created.err and 0 or 1, from or ''}
  keep_checkpoint(checkpoints, stream, group)
end
return results
`);
