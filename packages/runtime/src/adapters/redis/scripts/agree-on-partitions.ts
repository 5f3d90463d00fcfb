import { defineScript } from "../redis-script.js";

/**
 * Keeps how many partitions there are, if nobody has said so before.
 *
 * KEYS: number of partitions.
 * ARGV: how many there are to be.
 * Yields how many there are.
 */
export const agreeOnPartitionsScript = defineScript(`
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return tonumber(redis.call('GET', KEYS[1]))
`);
