import type { Delivery, GroupSpec, ReadRequest } from "../../ports/event-store.js";
import { HIGHEST_ID, LOWEST_ID } from "../entry-id.js";
import type { MemoryDatabase, MemoryGroup } from "./memory-database.js";

/** Consumer groups in process: opened, read, waited for. */
export class MemoryGroups {
  readonly #database: MemoryDatabase;
  readonly #onRestored: (group: GroupSpec) => void;
  readonly #blocked = new Set<() => void>();

  constructor(database: MemoryDatabase, onRestored: (group: GroupSpec) => void = () => undefined) {
    this.#database = database;
    this.#onRestored = onRestored;
  }

  /** Entries that no consumer of the group has had, once there are some, or none when the time is up. */
  async read(request: ReadRequest): Promise<readonly Delivery[]> {
    const deliveries = this.#take(request);
    return deliveries.length > 0 || request.blockMs === 0 ? deliveries : this.#wait(request);
  }

  /** Ends the reads that wait, which yield nothing. */
  close(): void {
    for (const stop of [...this.#blocked]) stop();
  }

  #take(request: ReadRequest): readonly Delivery[] {
    const group = this.#database.findGroup(request) ?? this.open({ ...request, startFrom: LOWEST_ID });
    group.consumers.set(request.consumer, this.#database.clock.now());
    const unread = { id: group.lastDeliveredId, exclusive: true };
    const entries = this.#database.between(request.stream, unread, { id: HIGHEST_ID, exclusive: false });
    return entries.slice(0, request.count).map((entry) => {
      group.lastDeliveredId = entry.id;
      const deliveredAt = this.#database.clock.now();
      group.pending.set(entry.id, { consumer: request.consumer, deliveredAt, deliveries: 1 });
      return { ...entry, deliveries: 1 };
    });
  }

  /** The group as it is; where it is missing, a new one: where it stood if it was there before, else where it is told. */
  open({ stream, group, startFrom }: GroupSpec): MemoryGroup {
    const ref = { stream, group };
    const resumed = this.#database.findGroup(ref) === undefined ? this.#database.resumeAfter(ref) : undefined;
    const opened = this.#database.openGroup(ref, resumed ?? startFrom);
    this.#database.keepCheckpoint(ref);
    if (resumed !== undefined) this.#onRestored({ ...ref, startFrom: resumed });
    return opened;
  }

  #wait(request: ReadRequest): Promise<readonly Delivery[]> {
    return new Promise((resolve) => {
      const over = new AbortController();
      const finish = (deliveries: readonly Delivery[]): void => {
        unwatch();
        this.#blocked.delete(stop);
        request.signal?.removeEventListener("abort", stop);
        over.abort();
        resolve(deliveries);
      };
      const stop = (): void => finish([]);
      const unwatch = this.#database.watch(request.stream, () => {
        const deliveries = this.#take(request);
        if (deliveries.length > 0) finish(deliveries);
      });
      this.#blocked.add(stop);
      request.signal?.addEventListener("abort", stop, { once: true });
      void this.#database.clock.sleep(request.blockMs, over.signal).then(stop);
    });
  }
}
