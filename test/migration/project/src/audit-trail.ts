import type { RedisCommands } from "./redis/commands.js";
import { describeEvent } from "./wire/guards.js";
import { decodeEvent, toFields } from "./wire/codec.js";

/** Follows one trace over all streams. */
export class AuditTrail {
  constructor(private readonly redis: RedisCommands) {}

  async follow(traceId: string): Promise<string[]> {
    const found: string[] = [];
    for (const stream of ["signals", "decisions", "executions", "grades"]) {
      for (const [id, flat] of await this.redis.xrange(stream, "-", "+")) {
        const event = decodeEvent(flat);
        if (event.trace_id === traceId) found.push(`${stream} ${id.split("-")[0] ?? ""} ${describeEvent(event)}`);
      }
    }
    return found;
  }

  /** How many signals wait for a decision. */
  async backlog(): Promise<number> {
    return (await this.redis.xlen("signals")) - (await this.redis.xlen("decisions"));
  }

  async sources(): Promise<string[]> {
    const entries = await this.redis.xrange("signals", "-", "+");
    return entries.map(([, flat]) => flat[flat.indexOf("source_agent") + 1] ?? toFields(flat)["source"] ?? "");
  }
}
