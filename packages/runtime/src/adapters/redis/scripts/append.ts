import { defineScript } from "../redis-script.js";
import { LINEAGE, REQUIRE_TYPE } from "./shared.js";

/**
 * Adds an entry once per event id, remembers the id among the newest, and records the hop that starts the chain.
 *
 * KEYS: stream, seen ids, then where there is a hop the three of its lineage.
 * ARGV: event id, how many ids are remembered, the three of its lineage, trace id, parent or nothing, head of the hop's
 * record, name of the stream as a part of it, then the entry's fields.
 * Yields the entry's id, or nothing for a duplicate.
 */
export const appendScript = defineScript(`${REQUIRE_TYPE}${LINEAGE}
local stream, seen = KEYS[1], KEYS[2]
local event_id, limit = ARGV[1], tonumber(ARGV[2])

require_type(stream, 'stream')
require_type(seen, 'zset')
local lineage = KEYS[3] and open_lineage(3, 3)
if redis.call('ZSCORE', seen, event_id) then return false end

if lineage then lineage.begin() end
local id = redis.call('XADD', stream, '*', unpack(ARGV, 10))
local newest = redis.call('ZREVRANGE', seen, 0, 0, 'WITHSCORES')
redis.call('ZADD', seen, (tonumber(newest[2]) or 0) + 1, event_id)
redis.call('ZREMRANGEBYRANK', seen, 0, -limit - 1)
if lineage then
  lineage.add(ARGV[6], table.concat({ARGV[8], ARGV[9], id}, '|'), ARGV[7])
  lineage.write()
end
return id
`);
