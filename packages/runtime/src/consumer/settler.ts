import type { CommittedEntry, RuntimeEvent } from "../observability/runtime-event.js";
import { type Delivery, type Hop, MAX_BATCH, type Settled, type Settlement } from "../ports/event-store.js";
import type { Attempt } from "./attempt.js";
import type { ConsumerParts } from "./consumer-parts.js";
import { codeOf, deadLetterOutput } from "./dead-letter-output.js";
import type { LeaseKeeper } from "./lease-keeper.js";
import type { StoreGuard } from "./store-guard.js";

type SettlerParts = Pick<ConsumerParts, "agent" | "consumer" | "store" | "environment" | "limits" | "observe"> & {
  readonly lease: LeaseKeeper;
  readonly guard: StoreGuard;
  /** Fires when the drain is over: a store that still does not answer is left, and the lease gives the entries back. */
  readonly giveUp: AbortSignal;
  /** Whether nothing is in work whose result would go into the same batch. */
  readonly isIdle: () => boolean;
  /** Called when entries are no longer in hand. */
  readonly onReleased: () => void;
};

/** The outcome of an attempt after which the entry is settled. */
export type Terminal = Exclude<Attempt, { readonly kind: "abandoned" }>;
type Failed = Extract<Attempt, { readonly kind: "failed" }>;

/**
 * Commits results and dead letters in fenced hand-offs, and leaves everything else to the group. One hand-off is under
 * way at a time, so that outputs come in the order of the results; what comes in meanwhile is the next one.
 */
export class Settler {
  readonly #parts: SettlerParts;
  #results: Terminal[] = [];
  #firstAt = 0;
  #committing: Promise<void> | undefined;
  #lingering: AbortController | undefined;
  #events = 0;
  #errors = 0;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
  }

  /** Notes that an event was processed, for the registry. */
  count(result: Attempt): void {
    this.#events += 1;
    if (result.kind === "failed" || result.kind === "poison") this.#errors += 1;
  }

  /** Takes a result to be committed: with a full batch, when nothing else is in work, or after the linger. */
  add(result: Terminal): void {
    if (this.#results.push(result) === 1) this.#firstAt = this.#parts.environment.clock.now();
    this.#commitWhenDue();
  }

  /** Commits what there is, and resolves when nothing is left. */
  async flush(): Promise<void> {
    while (this.#committing !== undefined || this.#results.length > 0) await (this.#committing ?? this.#commit());
  }

  /** Leaves entries for whoever comes next, at once and as if they had not been delivered. */
  async giveBack(deliveries: readonly Delivery[]): Promise<void> {
    const { limits } = this.#parts;
    await this.#return(deliveries, { idleMs: limits.leaseMs, counted: false });
    this.#release(deliveries.map(({ id }) => id));
  }

  /** Leaves a failed entry pending until its delay is over. */
  async retryLater(failed: Failed, delay: { readonly delayMs: number; readonly counted: boolean }): Promise<void> {
    const { limits } = this.#parts;
    const { delivery } = failed;
    const idleMs = Math.max(0, limits.leaseMs - delay.delayMs);
    await this.#return([delivery], { idleMs, counted: delay.counted });
    this.#tellRetry(failed, delay);
    this.#release([delivery.id]);
  }

  /** Keeps a failed entry in hand, its failure counted where whoever might take it over sees it. */
  async keepForRetry(failed: Failed, delay: { readonly delayMs: number; readonly counted: boolean }): Promise<void> {
    const { delivery } = failed;
    const next = delay.counted ? { ...delivery, deliveries: delivery.deliveries + 1 } : delivery;
    await this.#return([next], { idleMs: 0, counted: true });
    this.#tellRetry(failed, delay);
  }

  #tellRetry({ delivery, error }: Failed, { delayMs, counted }: { delayMs: number; counted: boolean }): void {
    const { agent, observe } = this.#parts;
    const retry = counted ? delivery.deliveries : delivery.deliveries - 1;
    observe({ kind: "retry_scheduled", agent: agent.agentId, entryId: delivery.id, retry, delayMs, error });
  }

  async #return(
    deliveries: readonly Delivery[],
    { idleMs, counted }: { readonly idleMs: number; readonly counted: boolean },
  ): Promise<void> {
    const { store, consumer, guard, giveUp } = this.#parts;
    const entries = deliveries.map(({ id, deliveries: count }) => ({
      id,
      idleMs,
      deliveries: counted ? count : count - 1,
    }));
    await guard.until(giveUp, () => store.giveBack(consumer, entries));
  }

  #release(ids: readonly string[]): void {
    this.#parts.lease.release(ids);
    this.#parts.onReleased();
  }

  #commitWhenDue(): void {
    if (this.#committing !== undefined || this.#results.length === 0) return;
    const { limits, environment, isIdle } = this.#parts;
    const waited = environment.clock.now() - this.#firstAt;
    if (this.#results.length >= limits.batchSize || isIdle() || waited >= limits.lingerMs) {
      this.#committing = this.#commit().then(() => {
        this.#committing = undefined;
        this.#commitWhenDue();
      });
      return;
    }
    this.#lingering ??= this.#linger(limits.lingerMs - waited);
  }

  /** Looks again when the first result has waited for long enough. */
  #linger(ms: number): AbortController {
    const lingering = new AbortController();
    void this.#parts.environment.clock.sleep(ms, lingering.signal).then(() => {
      if (lingering.signal.aborted) return;
      this.#lingering = undefined;
      this.#commitWhenDue();
    });
    return lingering;
  }

  async #commit(): Promise<void> {
    const { store, consumer, environment, agent, guard, giveUp } = this.#parts;
    this.#lingering?.abort();
    this.#lingering = undefined;
    const results = this.#results.splice(0, MAX_BATCH);
    const at = environment.clock.now();
    this.#firstAt = at;
    const settlements = results.map((result) => this.#settlement(result, at));
    const activity = { agentId: agent.agentId, events: this.#events, errors: this.#errors, at };
    this.#events = 0;
    this.#errors = 0;
    // Repeating a hand-off is safe: the fence lets each settlement through once.
    const outcome = await guard.until(giveUp, () => store.handOff({ ...consumer, settlements, activity }));
    if (outcome !== undefined) this.#report(results, settlements, outcome);
    this.#release(results.map(({ delivery }) => delivery.id));
  }

  #settlement(result: Terminal, at: number): Settlement {
    const { agent, consumer, environment } = this.#parts;
    const { delivery, parentTraceId } = result;
    const source = { stream: consumer.stream, entryId: delivery.id };
    // An id begins with the time at which the entry was added.
    const latencyMs = Math.max(0, at - Number.parseInt(delivery.id, 10));
    const parent = parentTraceId === undefined ? undefined : { parentTraceId };
    const hop = { agent: agent.agentId, input: source, at, latencyMs, ...parent };
    if (result.kind === "done") {
      const { traceId, outputs } = result.processed;
      return { entryId: delivery.id, outputs, hop: { ...hop, traceId, outcome: "handed_off" } };
    }
    const cause = `${source.stream}/${source.entryId}`;
    const traceId = environment.traceIds.mint({ agent: agent.agentId, cause, delivery: delivery.deliveries });
    if (result.kind === "passed_over") {
      return { entryId: delivery.id, outputs: [], hop: { ...hop, traceId, outcome: "passed_over" } };
    }
    const output = deadLetterOutput(agent.topology.deadLetterStream, {
      fields: delivery.fields,
      source,
      group: consumer.group,
      agent: agent.agentId,
      error: result.error,
      retryCount: delivery.deliveries - 1,
      at,
      keepBytes: environment.maxEventBytes,
    });
    return { entryId: delivery.id, outputs: [output], hop: { ...hop, traceId, outcome: "dead_letter" } };
  }

  #report(terminal: readonly Terminal[], settlements: readonly Settlement[], outcome: readonly Settled[]): void {
    const { observe, agent } = this.#parts;
    const settled = new Map(outcome.map((one) => [one.entryId, one]));
    settlements.forEach((settlement, index) => {
      const result = terminal[index];
      const one = settled.get(settlement.entryId);
      if (result === undefined) return;
      if (one?.settled !== true) observe({ kind: "fenced", agent: agent.agentId, entryId: settlement.entryId });
      else observe(this.#committed(result, settlement, one));
    });
  }

  #committed(result: Terminal, { hop, outputs, entryId }: Settlement, settled: Settled): RuntimeEvent {
    const { agent, consumer } = this.#parts;
    const input = { stream: consumer.stream, entryId };
    if (result.kind === "passed_over") return { kind: "passed_over", agent: agent.agentId, entryId };
    if (result.kind !== "done") {
      const { error, delivery } = result;
      const retryCount = delivery.deliveries - 1;
      return {
        kind: "dead_lettered",
        agent: agent.agentId,
        source: input,
        code: codeOf(error),
        reason: error.message,
        retryCount,
      };
    }
    const committed = outputs.map((output, index): CommittedEntry => ({
      ...output,
      id: settled.outputIds[index] ?? "",
    }));
    const { traceId, latencyMs = 0 }: Hop = hop;
    const { durationMs } = result;
    return { kind: "handed_off", agent: agent.agentId, traceId, input, outputs: committed, latencyMs, durationMs };
  }
}
