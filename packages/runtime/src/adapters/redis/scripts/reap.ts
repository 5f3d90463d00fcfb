import { defineScript } from "../redis-script.js";

/**
 * Removes consumers that hold nothing and have been idle for long.
 *
 * KEYS: stream.
 * ARGV: group, least idle time in ms.
 * Yields the names of those removed.
 */
export const reapScript = defineScript(`
local stream, group, least_idle = KEYS[1], ARGV[1], tonumber(ARGV[2])
local reaped = {}
if redis.call('EXISTS', stream) == 0 then return reaped end
local consumers = redis.pcall('XINFO', 'CONSUMERS', stream, group)
if consumers.err then
  if string.sub(consumers.err, 1, 7) == 'NOGROUP' then return reaped end
  error(consumers)
end
for _, flat in ipairs(consumers) do
  local consumer = {}
  for index = 1, #flat, 2 do consumer[flat[index]] = flat[index + 1] end
  if consumer['pending'] == 0 and consumer['idle'] >= least_idle then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, consumer['name'])
    reaped[#reaped + 1] = consumer['name']
  end
end
return reaped
`);
