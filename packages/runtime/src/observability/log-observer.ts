import { codeOf } from "../consumer/dead-letter-output.js";
import type { Log } from "./log.js";
import type { RuntimeObserver } from "./runtime-event.js";

/** Prints what happens as log lines. The hand-off itself is logged by the agent, before its work. */
export function logObserver(log: Log): RuntimeObserver {
  const fenced = fencedLines(log);
  return (event) => {
    switch (event.kind) {
      case "agent_started":
      case "agent_stopped":
        log("info", event.kind.replace("_", " "), { agent: event.agent });
        return;
      case "published":
        log("info", "chain started", { agent: event.agent, trace_id: event.traceId, stream: event.entry.stream });
        return;
      case "duplicate":
        log("info", "already published", { agent: event.agent, stream: event.stream, event_id: event.eventId });
        return;
      case "handed_off":
        log("debug", "handed off", {
          agent: event.agent,
          trace_id: event.traceId,
          latency_ms: event.latencyMs,
          outputs: event.outputs.length,
        });
        return;
      case "retry_scheduled":
        log("warning", "retry scheduled", {
          agent: event.agent,
          entry_id: event.entryId,
          retry: event.retry,
          delay_ms: event.delayMs,
          error_code: codeOf(event.error),
          error: event.error.message,
        });
        return;
      case "dead_lettered":
        log("error", "dead letter", {
          agent: event.agent,
          stream: event.source.stream,
          entry_id: event.source.entryId,
          error_code: event.code,
          error: event.reason,
          retry_count: event.retryCount,
        });
        return;
      case "passed_over":
        log("debug", "passed over: replayed for another group", { agent: event.agent, entry_id: event.entryId });
        return;
      case "fenced":
        fenced(event.agent, event.entryId);
        return;
      case "given_back":
        log("info", "given back", { agent: event.agent, count: event.count, reason: event.reason });
        return;
      case "breaker_changed":
        log(event.state === "closed" ? "info" : "warning", `circuit breaker ${event.state.replace("_", " ")}`, {
          agent: event.agent,
        });
        return;
      case "store_lost":
        log("error", "store does not answer, waiting", { agent: event.agent, error: event.error.message });
        return;
      case "store_restored":
        log("info", "store answers again", { agent: event.agent });
        return;
      default:
        return event satisfies never;
    }
  };
}

/** One line for what a hand-off was fenced of, however many entries: where a store has lost its data, it is all of them. */
function fencedLines(log: Log): (agent: string, entryId: string) => void {
  const untold = new Map<string, string[]>();
  return (agent, entryId) => {
    const ids = untold.get(agent);
    if (ids !== undefined) {
      ids.push(entryId);
      return;
    }
    const first = [entryId];
    untold.set(agent, first);
    // A hand-off is told of in one go.
    queueMicrotask(() => {
      untold.delete(agent);
      log("warning", "fenced: settled by someone else", { agent, entry_id: entryId, count: first.length });
    });
  };
}
