import { defineScript } from "../redis-script.js";
import { REQUIRE_TYPE } from "./shared.js";

/**
 * Creates the groups that do not exist, with their streams.
 *
 * KEYS: the stream of each group.
 * ARGV: for each group its name and where it starts.
 * Yields the id of the entry that was delivered last to each.
 */
export const ensureGroupsScript = defineScript(`${REQUIRE_TYPE}
local positions = {}
for _, stream in ipairs(KEYS) do require_type(stream, 'stream') end
for index, stream in ipairs(KEYS) do
  local group = ARGV[2 * index - 1]
  local created = redis.pcall('XGROUP', 'CREATE', stream, group, ARGV[2 * index], 'MKSTREAM')
  if created.err and string.sub(created.err, 1, 9) ~= 'BUSYGROUP' then error(created) end
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    -- name, its value, consumers, its value, pending, its value, last-delivered-id, its value
    if info[2] == group then positions[index] = info[8] end
  end
end
return positions
`);
