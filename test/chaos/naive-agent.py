"""A naive agent of the chain, as the founding document has them: XREADGROUP, XADD, XACK, with python3-redis.

python3 naive-agent.py <redis url> <agent> <stream> <group> <output stream>...   works until its standard input ends, then
prints how many events it passed on.
"""

import select
import sys
import uuid

import redis

url, agent, stream, group, *outputs = sys.argv[1:]
client = redis.Redis.from_url(url, decode_responses=True)
consumer = f"python-{uuid.uuid4()}"
passed_on = 0
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    reply = client.xreadgroup(group, consumer, {stream: ">"}, count=1, block=100)
    for _, entries in reply or []:
        for entry_id, event in entries:
            event["parent_trace_id"] = event["trace_id"]
            event["trace_id"] = str(uuid.uuid4())
            event["source_agent"] = agent
            event.pop("event_id", None)
            for output in outputs:
                client.xadd(output, event)
            client.xack(stream, group, entry_id)
            passed_on += 1
print(passed_on, flush=True)
