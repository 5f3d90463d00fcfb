import { type Profiler, Session } from "node:inspector/promises";
import { setFlagsFromString } from "node:v8";

/**
 * Counts how much a run works: how often the functions and loops of some modules are entered. The engine counts, so the
 * figure is the same on every machine and says how work grows, as no clock can.
 */
export class WorkCounter {
  readonly #session = new Session();
  readonly #within: string;

  /** Counts in the modules whose path contains `within`; in what is compiled after this, inside of functions as well. */
  static async of(within: string): Promise<WorkCounter> {
    // What the optimising compilers take over is not counted any more.
    setFlagsFromString("--no-opt");
    const counter = new WorkCounter(within);
    counter.#session.connect();
    await counter.#session.post("Profiler.enable");
    await counter.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    return counter;
  }

  private constructor(within: string) {
    this.#within = within;
  }

  async workOf(run: () => void): Promise<number> {
    await this.#take();
    run();
    return (
      (await this.#take())
        .filter(({ url }) => url.includes(this.#within))
        .flatMap(({ functions }) => functions)
        // Of a function its busiest part: the engine tells equal counts of neighbouring parts only once.
        .map(({ ranges }) => Math.max(...ranges.map(({ count }) => count)))
        .reduce((sum, count) => sum + count, 0)
    );
  }

  async stop(): Promise<void> {
    await this.#session.post("Profiler.stopPreciseCoverage");
    this.#session.disconnect();
  }

  /** What was counted since it was last taken. */
  async #take(): Promise<readonly Profiler.ScriptCoverage[]> {
    return (await this.#session.post("Profiler.takePreciseCoverage")).result;
  }
}
