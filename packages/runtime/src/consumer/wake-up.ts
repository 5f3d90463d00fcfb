/** Lets one loop sleep until another part of it says that something changed. */
export class WakeUp {
  #wake: () => void = () => undefined;

  /** Ends the sleep, if there is one. */
  now(): void {
    this.#wake();
  }

  /** Resolves at the next {@link now}, or when `signal` fires. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        this.#wake = () => undefined;
        resolve();
      };
      this.#wake = done;
      if (signal.aborted) done();
      else signal.addEventListener("abort", done, { once: true });
    });
  }
}
