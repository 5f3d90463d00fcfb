import { defineScript } from "../redis-script.js";
import { IS_HELD } from "./shared.js";

/**
 * Leaves what this consumer still holds pending for whoever claims it next, with the idle time and the delivery count
 * that it is given.
 *
 * KEYS: stream.
 * ARGV: group, consumer, then for each entry: id, idle time in ms, delivery count.
 */
export const giveBackScript = defineScript(`${IS_HELD}
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
for index = 3, #ARGV, 3 do
  local id, idle, deliveries = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  if is_held(stream, group, consumer, id) then
    redis.call('XCLAIM', stream, group, consumer, 0, id, 'IDLE', idle, 'RETRYCOUNT', deliveries, 'JUSTID')
  end
end
`);
