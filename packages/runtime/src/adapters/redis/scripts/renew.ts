import { defineScript } from "../redis-script.js";
import { IS_HELD } from "./shared.js";

/**
 * Renews the lease on what this consumer still holds.
 *
 * KEYS: stream.
 * ARGV: group, consumer, entry ids.
 * Yields the ids that were renewed.
 */
export const renewScript = defineScript(`${IS_HELD}
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local renewed = {}
for index = 3, #ARGV do
  if is_held(stream, group, consumer, ARGV[index]) then
    -- Yields nothing where the body is gone, and drops the entry from the pending list.
    renewed[#renewed + 1] = redis.call('XCLAIM', stream, group, consumer, 0, ARGV[index], 'JUSTID')[1]
  end
end
return renewed
`);
