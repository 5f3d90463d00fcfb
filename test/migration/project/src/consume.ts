import { DeadLetters } from "./dead-letters.js";
import type { RedisCommands, StreamReply } from "./redis/commands.js";
import { decodeEvent } from "./wire/codec.js";
import type { DeskEvent } from "./wire/events.js";

interface Reader {
  processEvent(event: DeskEvent): Promise<void>;
}

/** Reads what is new for one group, and hands it to an agent. */
async function readNew(redis: RedisCommands, stream: string, group: string): Promise<StreamReply | null> {
  return redis.xreadgroup("GROUP", group, "desk-1", "COUNT", 10, "STREAMS", stream, ">");
}

export async function drain(redis: RedisCommands, stream: string, group: string, reader: Reader): Promise<number> {
  const letters = new DeadLetters(redis);
  let handled = 0;
  for (let reply = await readNew(redis, stream, group); reply !== null; reply = await readNew(redis, stream, group)) {
    for (const [, entries] of reply) {
      for (const [id, flat] of entries) {
        const event = decodeEvent(flat);
        try {
          await reader.processEvent(event);
        } catch (error) {
          await letters.add(event, error, event.type === "grade" ? 0 : 3);
        }
        await redis.xack(stream, group, id);
        handled += 1;
      }
    }
  }
  return handled;
}

/** Reads the desk's two busiest streams at once. */
export async function peekBusiest(redis: RedisCommands): Promise<number> {
  const reply = await redis.xreadgroup(
    "GROUP",
    "reasoning_agents",
    "desk-peek",
    "COUNT",
    100,
    "STREAMS",
    "signals",
    "decisions",
    ">",
    ">",
  );
  return reply?.length ?? 0;
}
