import { defineScript } from "../redis-script.js";
import { REQUIRE_TYPE } from "./shared.js";

/**
 * Removes dead letters for good, open ones and resolved ones.
 *
 * KEYS: dead-letter stream, records and order of its resolutions.
 * ARGV: ids.
 * Yields the ids of those that were there.
 */
export const purgeScript = defineScript(`${REQUIRE_TYPE}
local stream, records, order = KEYS[1], KEYS[2], KEYS[3]
require_type(stream, 'stream')
require_type(records, 'hash')
require_type(order, 'zset')
local purged = {}
for _, id in ipairs(ARGV) do
  local record = redis.call('HGET', records, id)
  local once = record and cjson.decode(record).once
  if once then redis.call('HDEL', records, once) end
  local resolved = redis.call('HDEL', records, id)
  redis.call('ZREM', order, id)
  if resolved + redis.call('XDEL', stream, id) > 0 then purged[#purged + 1] = id end
end
return purged
`);
