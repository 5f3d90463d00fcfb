import type { CommittedEntry, RuntimeEvent } from "../observability/runtime-event.js";
import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { Delivery, Hop, Output, Settled, Settlement } from "../ports/event-store.js";
import { placedId } from "../ports/placed-id.js";
import { asError, type Attempt, type Terminal } from "./attempt.js";
import type { ConsumerParts } from "./consumer-parts.js";
import { codeOf, deadLetterOutput } from "./dead-letter-output.js";
import { nextBatch, type Settling, sizeOf } from "./hand-off-batch.js";
import type { LeaseKeeper } from "./lease-keeper.js";
import type { StoreGuard } from "./store-guard.js";

type SettlerParts = Pick<
  ConsumerParts,
  "agent" | "consumer" | "partition" | "store" | "environment" | "limits" | "observe"
> & {
  readonly lease: LeaseKeeper;
  readonly guard: StoreGuard;
  /** Fires when the drain is over: a store that still does not answer is left, and the lease gives the entries back. */
  readonly giveUp: AbortSignal;
  /** Whether nothing is in work whose result would go into the same batch. */
  readonly isIdle: () => boolean;
  /** Called when entries are no longer in hand. */
  readonly onReleased: () => void;
};

/** The most that is published for one event, in characters, where no event alone may be larger. */
const OUTPUT_SIZE = 64 * 1_024 * 1_024;
/** The largest event that is kept whole where the store took no more, in bytes: even escaped twice it is far from any limit. */
const KEPT_BYTES = 32 * 1_024;

type Failed = Extract<Attempt, { readonly kind: "failed" }>;
type Refused = Exclude<Terminal, { readonly kind: "done" | "passed_over" }>;

/**
 * Commits results and dead letters in fenced hand-offs, and leaves everything else to the group. One hand-off is under
 * way at a time, so that outputs come in the order of the results; what comes in meanwhile is the next one.
 */
export class Settler {
  readonly #parts: SettlerParts;
  #results: Terminal[] = [];
  #firstAt = 0;
  #committing: Promise<void> | undefined;
  #isLingering = false;
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
    if (this.#isLingering) return;
    this.#isLingering = true;
    // Looked at again when the first result has waited for long enough, if it still does.
    void environment.clock.sleep(limits.lingerMs - waited).then(() => {
      this.#isLingering = false;
      this.#commitWhenDue();
    });
  }

  async #commit(): Promise<void> {
    const at = this.#parts.environment.clock.now();
    this.#firstAt = at;
    const batch = nextBatch(this.#results, (result) => this.#settling(result, at));
    this.#results.splice(0, batch.length);
    await this.#handOff(batch, at);
    this.#release(batch.map(({ result }) => result.delivery.id));
  }

  async #handOff(batch: readonly Settling[], at: number): Promise<void> {
    const { store, consumer, agent, guard, giveUp } = this.#parts;
    const [events, errors] = [this.#events, this.#errors];
    const activity = { agentId: agent.agentId, events, errors, at };
    const settlements = batch.map(({ settlement }) => settlement);
    let outcome: readonly Settled[] | undefined;
    try {
      // Repeating a hand-off is safe: the fence lets each settlement through once.
      outcome = await guard.until(giveUp, () => store.handOff({ ...consumer, settlements, activity }));
    } catch (error) {
      await this.#handOffInParts(batch, asError(error), at);
      return;
    }
    this.#events -= events;
    this.#errors -= errors;
    if (outcome !== undefined) this.#report(batch, outcome);
  }

  /** What the store does not take at once is handed off in halves; an event that it does not take by itself is given up. */
  async #handOffInParts(batch: readonly Settling[], error: Error, at: number): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      await this.#handOff([this.#tooLarge(only.result, error, at)], at);
      return;
    }
    const middle = batch.length >> 1;
    await this.#handOff(batch.slice(0, middle), at);
    await this.#handOff(batch.slice(middle), at);
  }

  #settling(result: Terminal, at: number): Settling {
    const { agent, environment } = this.#parts;
    const settlement = this.#settlement(result, at, environment.maxEventBytes);
    const size = sizeOf(settlement.outputs);
    const limit = Math.max(OUTPUT_SIZE, environment.maxEventBytes);
    if (result.kind !== "done" || size <= limit) return { result, settlement, size };
    const error = new HandoffError(
      HandoffErrorCode.BATCH_TOO_LARGE,
      `${agent.agentId} published ${size} characters for one event, more than ${limit}. Publish less for one event, or put what is large elsewhere and publish where it is.`,
    );
    return this.#tooLarge(result, error, at);
  }

  /** Gives up a result that no store takes in one step. */
  #tooLarge({ kind, delivery, parentTraceId }: Terminal, error: Error, at: number): Settling {
    if (kind === "done") this.#errors += 1;
    const cause = parentTraceId === undefined ? {} : { parentTraceId };
    const result: Terminal = { kind: "poison", delivery, ...cause, error };
    const settlement = this.#settlement(result, at, KEPT_BYTES);
    return { result, settlement, size: sizeOf(settlement.outputs) };
  }

  #settlement(result: Terminal, at: number, keepBytes: number): Settlement {
    const { agent, consumer } = this.#parts;
    const { delivery, parentTraceId } = result;
    const { id: entryId } = delivery;
    // An id begins with the time at which the entry was added.
    const latencyMs = Math.max(0, at - Number.parseInt(entryId, 10));
    const input = { stream: consumer.stream, entryId };
    if (result.kind === "done") {
      const { traceId, outputs } = result.processed;
      const outcome = "handed_off";
      return {
        entryId,
        outputs,
        hop: { traceId, parentTraceId: result.parentTraceId, agent: agent.agentId, input, outcome, at, latencyMs },
      };
    }
    const isLetter = result.kind !== "passed_over";
    const outcome = isLetter ? "dead_letter" : "passed_over";
    const traceId = this.#mint(delivery);
    const parent = parentTraceId === undefined ? undefined : { parentTraceId };
    const hop: Hop = { traceId, ...parent, agent: agent.agentId, input, outcome, at, latencyMs };
    return { entryId, outputs: isLetter ? [this.#deadLetter(result, at, keepBytes)] : [], hop };
  }

  #mint({ id, deliveries }: Delivery): string {
    const { agent, consumer, partition, environment } = this.#parts;
    const cause = `${consumer.stream}/${placedId(id, partition)}`;
    return environment.traceIds.mint({ agent: agent.agentId, cause, delivery: deliveries });
  }

  #deadLetter({ delivery, error }: Refused, at: number, keepBytes: number): Output {
    const { agent, consumer, partition } = this.#parts;
    return deadLetterOutput(agent.topology.deadLetterStream, {
      fields: delivery.fields,
      source: { stream: consumer.stream, entryId: placedId(delivery.id, partition) },
      group: consumer.group,
      agent: agent.agentId,
      error,
      retryCount: delivery.deliveries - 1,
      at,
      keepBytes,
    });
  }

  /** Tells what became of each; the reply is in the order of the settlements. */
  #report(batch: readonly Settling[], outcome: readonly Settled[]): void {
    const { observe, agent } = this.#parts;
    batch.forEach(({ result, settlement }, index) => {
      const settled = outcome[index];
      if (settled?.settled !== true) observe({ kind: "fenced", agent: agent.agentId, entryId: settlement.entryId });
      else observe(this.#committed(result, settlement, settled));
    });
  }

  #committed(result: Terminal, { hop, outputs, entryId }: Settlement, settled: Settled): RuntimeEvent {
    const agent = this.#parts.agent.agentId;
    const input = { stream: this.#parts.consumer.stream, entryId };
    if (result.kind === "passed_over") return { kind: "passed_over", agent, entryId };
    if (result.kind !== "done") {
      const { error, delivery } = result;
      const retryCount = delivery.deliveries - 1;
      return { kind: "dead_lettered", agent, source: input, code: codeOf(error), reason: error.message, retryCount };
    }
    const committed = outputs.map(({ stream, fields }, index): CommittedEntry => {
      return { stream, id: settled.outputIds[index] ?? "", fields };
    });
    const { traceId, latencyMs = 0 }: Hop = hop;
    const { durationMs } = result;
    return { kind: "handed_off", agent, traceId, input, outputs: committed, latencyMs, durationMs };
  }
}
