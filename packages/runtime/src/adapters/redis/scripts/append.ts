import { defineScript } from "../redis-script.js";
import { RECORD_HOP, REQUIRE_TYPE } from "./shared.js";

/**
 * Adds an entry once per event id, remembers the id among the newest, and records the hop that starts the chain.
 *
 * KEYS: stream, seen ids, then where there is a hop its key, then its parent's children's.
 * ARGV: event id, how many ids are remembered, retention in ms, name of the stream, trace id, number of arguments that
 * are the hop's fields, these, the entry's fields.
 * Yields the entry's id, or nothing for a duplicate.
 */
export const appendScript = defineScript(`${REQUIRE_TYPE}${RECORD_HOP}
local stream, seen, hop_key, children_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local event_id, limit, hop_size = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[6])

require_type(stream, 'stream')
require_type(seen, 'zset')
if hop_key then require_type(hop_key, 'hash') end
if children_key then require_type(children_key, 'list') end
if redis.call('ZSCORE', seen, event_id) then return false end

local id = redis.call('XADD', stream, '*', unpack(ARGV, 7 + hop_size))
local newest = redis.call('ZREVRANGE', seen, 0, 0, 'WITHSCORES')
redis.call('ZADD', seen, (tonumber(newest[2]) or 0) + 1, event_id)
redis.call('ZREMRANGEBYRANK', seen, 0, -limit - 1)
if hop_key then
  record_hop(hop_key, children_key, ARGV[5], ARGV[3], {ARGV[4], id}, 7, 6 + hop_size)
end
return id
`);
