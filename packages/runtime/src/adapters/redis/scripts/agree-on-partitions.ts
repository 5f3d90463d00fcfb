import { defineScript } from "../redis-script.js";

/**
 * Keeps how many partitions there are and what events are spread by, if nobody has said so before.
 *
 * KEYS: number of partitions, what events are spread by.
 * ARGV: how many there are to be, the key to spread by, empty for the event's id.
 * Yields how many there are, and what events are spread by; false where the number differs and nobody has said so.
 */
export const agreeOnPartitionsScript = defineScript(`
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local partitions = redis.call('GET', KEYS[1])
if partitions == ARGV[1] then redis.call('SET', KEYS[2], ARGV[2], 'NX') end
return {tonumber(partitions), redis.call('GET', KEYS[2])}
`);
