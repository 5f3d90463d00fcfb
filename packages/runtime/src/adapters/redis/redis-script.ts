import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { faultOf } from "./redis-errors.js";

/** A Lua script; Redis runs it as one step. */
export interface RedisScript {
  readonly lua: string;
  /** What Redis knows it by once it has seen it. */
  readonly sha: string;
}

export interface ScriptCall {
  readonly script: RedisScript;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

export function defineScript(lua: string): RedisScript {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/** Runs a script by its digest; a server that does not know it, new or flushed, is given the text. */
export async function runScript(client: Redis, { script, keys, args }: ScriptCall): Promise<unknown> {
  try {
    return await client.evalsha(script.sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (faultOf(error) !== "script_missing") throw error;
    return client.eval(script.lua, keys.length, ...keys, ...args);
  }
}
