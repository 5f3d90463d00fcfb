import type { Topology } from "@handoff/contracts";
import { type AgentEnvironment, encodeDraft, type Publication } from "./agent.js";
import { codeOf, deadLetterOutput } from "./consumer/dead-letter-output.js";
import type { StoreGuard } from "./consumer/store-guard.js";
import { derivedId } from "./derived-id.js";
import { HandoffError, HandoffErrorCode } from "./errors.js";
import type { Log } from "./observability/log.js";
import type { RuntimeObserver } from "./observability/runtime-event.js";
import type { AgentStateStore } from "./ports/agent-state-store.js";
import type { Append, Appended, WholeStore, Hop } from "./ports/event-store.js";
import type { Rejected } from "./producer.js";
import { untilSettled } from "./settled.js";

interface ProducerParts {
  readonly producer: { readonly topology: Topology; readonly agentId: string };
  readonly store: WholeStore;
  readonly states: AgentStateStore;
  readonly environment: AgentEnvironment;
  readonly guard: StoreGuard;
  readonly observe: RuntimeObserver;
  readonly signal: AbortSignal;
}

/** The one implementation of `ProducerContext`, for any topology. */
export class StoreProducerContext {
  readonly #parts: ProducerParts;
  readonly signal: AbortSignal;

  constructor(parts: ProducerParts) {
    this.#parts = parts;
    this.signal = parts.signal;
  }

  readonly log: Log = (level, message, fields) => {
    const { producer, environment } = this.#parts;
    environment.log(level, message, { agent: producer.agentId, ...fields });
  };

  readonly publish = async (stream: string, draft: Publication["draft"], key: string): Promise<Appended> => {
    const { producer, environment, observe } = this.#parts;
    const { agentId: agent } = producer;
    const eventId = derivedId(`${agent}/${key}`);
    const traceId = environment.traceIds.mint({ agent, cause: eventId, delivery: 1 });
    const span = { operation: "publish", agent, stream, traceId, eventId } as const;
    return environment.tracing.span(span, async (traceparent) => {
      const fields = encodeDraft(producer, { stream, draft, eventId, traceId, traceparent }, environment);
      const hop = { traceId, agent, outcome: "published", at: environment.clock.now() } as const;
      const appended = await this.#append({ stream, fields, eventId, hop });
      if (appended.entryId === undefined) observe({ kind: "duplicate", agent, stream, eventId });
      else observe({ kind: "published", agent, traceId, entry: { stream, id: appended.entryId, fields } });
      return appended;
    });
  };

  readonly reject = async ({ key, input, source, position, cause }: Rejected): Promise<void> => {
    const { producer, environment, observe } = this.#parts;
    const { agentId: agent, topology } = producer;
    const at = environment.clock.now();
    const eventId = derivedId(`${agent}/rejected/${key}`);
    const traceId = environment.traceIds.mint({ agent, cause: eventId, delivery: 1 });
    const from = { stream: source, entryId: position };
    const givenUp = { fields: input, source: from, agent, error: cause, retryCount: 0, at };
    const appended = await this.#append({
      ...deadLetterOutput(topology.deadLetterStream, givenUp),
      eventId,
      hop: { traceId, agent, outcome: "dead_letter", at },
    });
    if (appended.duplicate) observe({ kind: "duplicate", agent, stream: topology.deadLetterStream, eventId });
    else
      observe({
        kind: "dead_lettered",
        agent,
        source: from,
        code: codeOf(cause),
        reason: cause.message,
        retryCount: 0,
      });
  };

  readonly settled = async (): Promise<void> => {
    const { producer, store, environment, guard, signal } = this.#parts;
    const setting = { store, topology: producer.topology, clock: environment.clock };
    await guard.until(signal, () => untilSettled(setting, signal));
  };

  /** Repeating an append is safe: the store adds an event id once. */
  async #append(append: Append & { readonly hop: Hop }): Promise<Appended> {
    const { producer, store, states, guard, signal, environment } = this.#parts;
    const appended = await guard.until(signal, async () => {
      const result = await store.append(append);
      if (!result.duplicate) return result;
      // Of this very append, when its reply was lost and it was repeated: then its hop is there.
      const entryId = (await store.hop(append.hop.traceId))?.outputs[0]?.entryId;
      return entryId === undefined ? result : { entryId, duplicate: false };
    });
    if (appended === undefined) {
      throw new HandoffError(
        HandoffErrorCode.STORE_UNAVAILABLE,
        `the runtime drained while ${producer.agentId} waited for the store. Publish again with the same key at the next start.`,
      );
    }
    const events = appended.duplicate ? 0 : 1;
    const activity = { agentId: producer.agentId, events, errors: 0, at: environment.clock.now() };
    await guard.until(signal, () => states.record(activity));
    return appended;
  }
}
