// @ts-nocheck

// A file that takes no part in the protocol: hashes, messages and handlers of its own.
export async function store(redis, job) {
  await redis.hset("job:1", { name: "orphan", data: "{}" });
  await redis.hset("job:1", "data", "{}");
  await redis.hdel("job:1", "timestamp");
  await redis.xadd("jobs", "*", "event", "completed", "data", job);
  await redis.hset("position:1", { symbol: "X", venue: "Y" }); // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
  await redis.hget("position:1", "symbol"); // expect: no-raw-string-key rawKey
}

export async function processEvent(event: Event, hint) {
  const enriched = await enrich(event, hint);
  return enriched.user;
}
