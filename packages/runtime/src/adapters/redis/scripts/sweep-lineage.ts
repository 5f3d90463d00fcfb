import { defineScript } from "../redis-script.js";

/**
 * Lets go of the spans that nobody asks for any more, without making the server wait until their memory is free.
 *
 * KEYS: spans.
 * ARGV: names of the keys that end in the span, then now in ms.
 */
export const sweepLineageScript = defineScript(`
for _, span in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])) do
  redis.call('UNLINK', ARGV[1] .. span, ARGV[2] .. span)
  redis.call('ZREM', KEYS[1], span)
end
`);
