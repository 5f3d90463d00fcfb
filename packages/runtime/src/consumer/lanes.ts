/**
 * What waits for its turn: in one line, or in one line a key, of which only the first may be in work. Pure; it knows
 * nothing of what it holds.
 */
export class Lanes<T> {
  /** What may begin, oldest first. */
  readonly #ready: { readonly item: T; readonly key: string | undefined }[] = [];
  /** What waits behind the first of its key, which is ready or in work. */
  readonly #behind = new Map<string, T[]>();
  #next = 0;

  /** How many wait, ready or not. */
  get size(): number {
    let size = this.#ready.length - this.#next;
    for (const items of this.#behind.values()) size += items.length;
    return size;
  }

  /** Puts in something at the end of its line; without a key it waits for nothing but its turn. */
  add(item: T, key: string | undefined): void {
    const behind = key === undefined ? undefined : this.#behind.get(key);
    if (behind !== undefined) {
      behind.push(item);
      return;
    }
    if (key !== undefined) this.#behind.set(key, []);
    this.#ready.push({ item, key });
  }

  /** Takes out what may begin next. */
  take(): { readonly item: T; readonly key: string | undefined } | undefined {
    const first = this.#ready[this.#next];
    if (first === undefined) return undefined;
    this.#next += 1;
    // What was taken is forgotten now and then: moving the rest up each time would cost more.
    if (this.#next >= 256 || this.#next === this.#ready.length) {
      this.#ready.splice(0, this.#next);
      this.#next = 0;
    }
    return first;
  }

  /** The first of a line is done: the one behind it may begin. */
  done(key: string | undefined): void {
    if (key === undefined) return;
    const next = this.#behind.get(key)?.shift();
    if (next === undefined) this.#behind.delete(key);
    else this.#ready.push({ item: next, key });
  }

  /** The first of a line has to begin again; what is behind it goes on waiting. */
  again(item: T, key: string): void {
    this.#ready.push({ item, key });
  }

  /**
   * Takes out everything that waits, in the order it came in within each line. A line whose first is in work stays: what
   * comes back to it waits behind that one.
   */
  clear(): T[] {
    const ready = this.#ready.slice(this.#next);
    const waiting = ready.map(({ item }) => item);
    for (const items of this.#behind.values()) waiting.push(...items.splice(0));
    for (const { key } of ready) if (key !== undefined) this.#behind.delete(key);
    this.#ready.length = 0;
    this.#next = 0;
    return waiting;
  }
}
