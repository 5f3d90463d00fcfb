import { defineScript } from "../redis-script.js";

/**
 * Lets go of the hours that nobody asks for any more, without making the server wait until their memory is free.
 *
 * KEYS: hours.
 * ARGV: names of the keys that end in the hour, then now in ms.
 */
export const sweepLineageScript = defineScript(`
for _, hour in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])) do
  redis.call('UNLINK', ARGV[1] .. hour, ARGV[2] .. hour)
  redis.call('ZREM', KEYS[1], hour)
end
`);
