/** Whose turn it is among the readers of an agent, one a partition, to let a probe through a half-open breaker. */
export class ProbeTurn {
  /** The entry that failed as a probe last, in any of the partitions. */
  failed: string | undefined;
  #holder: object | undefined;
  #last: object | undefined;

  /** Whether it is this reader's turn: nobody else's. The one that had the last turn lets the others ask first. */
  take(reader: object): boolean {
    if (this.#holder === undefined && this.#last === reader) {
      this.#last = undefined;
      return false;
    }
    this.#holder ??= reader;
    return this.#holder === reader;
  }

  /** Lets the others have a turn. */
  pass(reader: object): void {
    if (this.#holder !== reader) return;
    this.#holder = undefined;
    this.#last = reader;
  }
}
