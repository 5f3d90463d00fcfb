const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const ENTRY_ID = /\d{13}-\d+/;
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/;
const MILLISECONDS = /\d+(?= ms\b)/;
/** What no two runs print alike. */
const VARYING = new RegExp([UUID, ENTRY_ID, TIME, MILLISECONDS].map(({ source }) => source).join("|"), "g");

/**
 * What a page shows in place of what differs from run to run. An id that it shows stands for one id of the run, wherever
 * it is shown again, and two trace ids for two; a time stands for any time.
 */
export class StandIns {
  /** Shown → of this run. */
  readonly #known: Map<string, string>;

  /** @param known What stands for something from the beginning, such as an address. */
  constructor(known: Readonly<Record<string, string>> = {}) {
    this.#known = new Map(Object.entries(known));
  }

  /** A command that the page shows, as it is given in this run. */
  inRun(command: string): string {
    return [...this.#known].reduce((text, [shown, real]) => text.replaceAll(shown, real), command);
  }

  /** Where a line of the page ends in what was printed, from a position on; undefined where it is not there. */
  endOf(line: string, printed: string, from: number): number | undefined {
    const shown = line.match(VARYING) ?? [];
    const between = line.split(VARYING).map(escape);
    const pattern = between.reduce((text, part, index) => text + this.#patternOf(shown[index - 1] ?? "") + part);
    const search = new RegExp(pattern, "g");
    search.lastIndex = from;
    const found = search.exec(printed);
    if (found === null) return undefined;
    const real = found[0].match(VARYING) ?? [];
    return shown.every((id, index) => this.#learn(id, real[index] ?? "")) ? search.lastIndex : undefined;
  }

  #patternOf(shown: string): string {
    const known = this.#known.get(shown);
    if (known !== undefined) return escape(known);
    return [UUID, ENTRY_ID, TIME].find((kind) => kind.test(shown))?.source ?? MILLISECONDS.source;
  }

  #learn(shown: string, real: string): boolean {
    if (!UUID.test(shown) && !ENTRY_ID.test(shown)) return true;
    const isOthers = UUID.test(shown) && [...this.#known].some(([other, id]) => id === real && other !== shown);
    this.#known.set(shown, real);
    return !isOthers;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
