import { HandoffError, HandoffErrorCode } from "../errors.js";
import type { Delivery } from "../ports/event-store.js";
import { DeliverySource } from "./delivery-source.js";
import type { ConsumerParts } from "./consumer-parts.js";
import { LeaseKeeper } from "./lease-keeper.js";
import { Settler } from "./settler.js";
import { StoreGuard } from "./store-guard.js";
import { WakeUp } from "./wake-up.js";
import { Workshop } from "./workshop.js";

/** How long an open breaker goes unasked, in milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/** How long a reader waits for its turn to let a probe through, in milliseconds. */
const PROBE_PAUSE_MS = 20;

/**
 * Reads for one agent and has it work: what is stale first, then what is new, as long as there is room in hand. While
 * one batch is in work the next one is read and the last one committed. An open breaker stops the reading, so nothing is
 * skipped or acknowledged because of it.
 */
export class Consumer {
  readonly #parts: ConsumerParts;
  readonly #lease: LeaseKeeper;
  readonly #guard: StoreGuard;
  readonly #settler: Settler;
  readonly #source: DeliverySource;
  readonly #workshop: Workshop;
  readonly #giveUp = new AbortController();
  readonly #wakeUp = new WakeUp();
  #paused = false;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    const { agent, consumer, store, environment, observe } = parts;
    const events = agent.topology.streams[consumer.stream];
    if (events === undefined) {
      throw new HandoffError(
        HandoffErrorCode.OPTION_INVALID,
        `stream ${consumer.stream} is not in the topology. Add it.`,
      );
    }
    const wake = (): void => this.#wakeUp.now();
    this.#lease = new LeaseKeeper(store, consumer);
    this.#guard = new StoreGuard({ agent: agent.agentId, clock: environment.clock, observe });
    this.#source = new DeliverySource(parts);
    this.#settler = new Settler({
      ...parts,
      lease: this.#lease,
      guard: this.#guard,
      giveUp: this.#giveUp.signal,
      isIdle: () => this.#workshop.isIdle,
      onReleased: wake,
    });
    this.#workshop = new Workshop({
      ...parts,
      events,
      settler: this.#settler,
      onRetryDue: (dueAt) => this.#source.expectRetry(dueAt),
      onHalted: wake,
    });
  }

  /** Stops reading; what is in hand is finished. */
  pause(): void {
    this.#paused = true;
  }

  /** Reads on. */
  resume(): void {
    this.#paused = false;
    this.#wakeUp.now();
  }

  /** Works until `stop` fires, then finishes what is in work within the drain limit and gives the rest back. */
  async run(stop: AbortSignal): Promise<void> {
    const { environment, limits } = this.#parts;
    const finished = new AbortController();
    const drainLimit = this.#abandonAfterDrain(stop, finished.signal);
    const renewals = this.#lease.run(environment.clock, Math.max(1, Math.floor(limits.leaseMs / 3)), finished.signal);
    try {
      while (!stop.aborted) await this.#step(stop);
      await this.#giveBack(this.#workshop.clear(), "drain");
      await this.#workshop.finished();
      await this.#settler.flush();
    } finally {
      finished.abort();
      await Promise.all([renewals, drainLimit]);
    }
  }

  async #step(stop: AbortSignal): Promise<void> {
    const { breaker, probeTurn, environment, limits } = this.#parts;
    if (breaker.admission !== "one") probeTurn?.pass(this);
    if (breaker.admission === "none") {
      await this.#giveBack(this.#workshop.clear(), "breaker");
      // What was in work may close it before its time.
      await environment.clock.sleep(Math.min(breaker.waitMs, LONGEST_WAIT_MS), stop);
      return;
    }
    // It may have opened and let one through again since the last step: what waits in hand is still to begin.
    this.#workshop.begin();
    const isProbe = breaker.admission === "one";
    if (isProbe && probeTurn?.take(this) === false) {
      await environment.clock.sleep(PROBE_PAUSE_MS, stop);
      return;
    }
    const inHand = this.#lease.count;
    const room = isProbe || this.#source.wantsEmptyHand ? Number(inHand === 0) : limits.maxInFlight - inHand;
    if (this.#paused || room <= 0) {
      await this.#wakeUp.next(stop);
      return;
    }
    const count = isProbe ? 1 : Math.min(room, limits.batchSize);
    // While it is this reader's turn to let a probe through, the others wait.
    const isBusy = inHand > 0 || (isProbe && probeTurn !== undefined);
    const deliveries = await this.#guard.until(stop, () => this.#source.next({ count, isBusy, stop }));
    // What is in hand may be claimed anew, where its lease could not be renewed in time: it goes on as it is.
    const fresh = (deliveries ?? []).filter(({ id }) => !this.#lease.holds(id));
    const entries = fresh.map((delivery) => this.#lease.hold(delivery));
    if (stop.aborted) await this.#giveBack(fresh, "drain");
    else if (entries.length > 0) this.#workshop.take(entries);
    else if (isProbe && inHand === 0) probeTurn?.pass(this);
  }

  async #giveBack(deliveries: readonly Delivery[], reason: "breaker" | "drain"): Promise<void> {
    if (deliveries.length === 0) return;
    const { observe, agent } = this.#parts;
    this.#source.lookAgain();
    await this.#settler.giveBack(deliveries);
    observe({ kind: "given_back", agent: agent.agentId, count: deliveries.length, reason });
  }

  async #abandonAfterDrain(stop: AbortSignal, finished: AbortSignal): Promise<void> {
    const { environment, limits } = this.#parts;
    await aborted(AbortSignal.any([stop, finished]));
    if (finished.aborted) return;
    await environment.clock.sleep(limits.drainMs, finished);
    if (finished.aborted) return;
    this.#giveUp.abort();
    this.#lease.abandon();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => resolve();
    if (signal.aborted) done();
    else signal.addEventListener("abort", done, { once: true });
  });
}
