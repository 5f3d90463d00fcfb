import type { DestinationStream } from "pino";

/** How much is kept at most before it is passed on, in UTF-16 units. */
const MOST = 16_384;

/**
 * Passes lines on together, at the end of a turn of the event loop or when there are many: a sink that looks at all it
 * keeps with each line would have most of the cost of a line.
 */
export class LineBuffer implements DestinationStream {
  readonly #sink: DestinationStream;
  #lines: string[] = [];
  #size = 0;
  #planned = false;

  constructor(sink: DestinationStream) {
    this.#sink = sink;
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#size += line.length;
    if (this.#size >= MOST) this.flush();
    else if (!this.#planned) {
      this.#planned = true;
      setImmediate(() => {
        this.#planned = false;
        this.flush();
      });
    }
  }

  /** Passes on what there is. */
  flush(): void {
    if (this.#size === 0) return;
    const text = this.#lines.join("");
    this.#lines = [];
    this.#size = 0;
    this.#sink.write(text);
  }
}
