import type { CommittedEntry, RuntimeEvent } from "../observability/runtime-event.js";
import type { Delivery, Hop, Settled, Settlement } from "../ports/event-store.js";
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
};

type Terminal = Exclude<Attempt, { readonly kind: "abandoned" }>;

/** Commits attempts: results and dead letters in one fenced hand-off, everything else back to the group. */
export class Settler {
  readonly #parts: SettlerParts;
  readonly #retrying = new Set<string>();
  #events = 0;
  #errors = 0;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
  }

  /** Commits what is terminal; attempts that go on (retries) have been returned already. */
  async settle(attempts: readonly Attempt[]): Promise<void> {
    const { store, consumer, environment, agent, lease, guard, giveUp } = this.#parts;
    this.#events += attempts.length;
    this.#errors += attempts.filter(({ kind }) => kind === "failed" || kind === "poison").length;
    const terminal: Terminal[] = [];
    const abandoned: Delivery[] = [];
    for (const result of attempts) {
      if (this.#retrying.delete(result.delivery.id)) continue;
      if (result.kind === "abandoned") abandoned.push(result.delivery);
      else terminal.push(result);
    }
    if (abandoned.length > 0) await this.giveBack(abandoned);
    if (terminal.length > 0) {
      const at = environment.clock.now();
      const settlements = terminal.map((result) => this.#settlement(result, at));
      const activity = { agentId: agent.agentId, events: this.#events, errors: this.#errors, at };
      this.#events = 0;
      this.#errors = 0;
      // Repeating a hand-off is safe: the fence lets each settlement through once.
      const outcome = await guard.until(giveUp, () => store.handOff({ ...consumer, settlements, activity }));
      lease.release(terminal.map(({ delivery }) => delivery.id));
      if (outcome !== undefined) this.#report(terminal, settlements, outcome);
    }
  }

  /** Leaves entries for whoever comes next, at once and as if they had not been delivered. */
  async giveBack(deliveries: readonly Delivery[]): Promise<void> {
    const { limits } = this.#parts;
    await this.#return(deliveries, { idleMs: limits.leaseMs, counted: false });
  }

  /** Leaves a failed entry pending until its delay is over. */
  async retryLater(
    failed: Extract<Attempt, { readonly kind: "failed" }>,
    { delayMs, counted }: { readonly delayMs: number; readonly counted: boolean },
  ): Promise<void> {
    const { agent, limits, observe } = this.#parts;
    const { delivery, error } = failed;
    this.#retrying.add(delivery.id);
    await this.#return([delivery], { idleMs: Math.max(0, limits.leaseMs - delayMs), counted });
    observe({
      kind: "retry_scheduled",
      agent: agent.agentId,
      entryId: delivery.id,
      retry: counted ? delivery.deliveries : delivery.deliveries - 1,
      delayMs,
      error,
    });
  }

  async #return(
    deliveries: readonly Delivery[],
    { idleMs, counted }: { readonly idleMs: number; readonly counted: boolean },
  ): Promise<void> {
    const { store, consumer, lease, guard, giveUp } = this.#parts;
    const entries = deliveries.map(({ id, deliveries: count }) => ({
      id,
      idleMs,
      deliveries: counted ? count : count - 1,
    }));
    await guard.until(giveUp, () => store.giveBack(consumer, entries));
    lease.release(deliveries.map(({ id }) => id));
  }

  #settlement(result: Terminal, at: number): Settlement {
    const { agent, consumer, environment } = this.#parts;
    const { delivery } = result;
    const source = { stream: consumer.stream, entryId: delivery.id };
    const hop = {
      agent: agent.agentId,
      input: source,
      at,
      latencyMs: Math.max(0, at - Number(delivery.id.split("-")[0])),
      ...(result.parentTraceId === undefined ? {} : { parentTraceId: result.parentTraceId }),
    };
    if (result.kind === "done") {
      const { traceId, outputs } = result.processed;
      return { entryId: delivery.id, outputs, hop: { ...hop, traceId, outcome: "handed_off" } };
    }
    const output = deadLetterOutput(agent.topology.deadLetterStream, {
      fields: delivery.fields,
      source,
      group: consumer.group,
      agent: agent.agentId,
      error: result.error,
      retryCount: delivery.deliveries - 1,
      at,
    });
    const cause = `${source.stream}/${source.entryId}`;
    const traceId = environment.traceIds.mint({ agent: agent.agentId, cause, delivery: delivery.deliveries });
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
