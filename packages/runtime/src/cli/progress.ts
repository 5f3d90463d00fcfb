import type { Output } from "@handoff/contracts/command-line";
import type { RunReport } from "./run-report.js";

/** How far a replay has come, on standard error: ten lines in all, or one that keeps changing on a terminal. */
export class Progress {
  readonly #output: Output;
  readonly #report: RunReport;
  #shown = 0;

  constructor(output: Output, report: RunReport) {
    this.#output = output;
    this.#report = report;
  }

  at({ done, total }: { readonly done: number; readonly total: number }): void {
    const step = Math.floor((done * 10) / total);
    if (step === this.#shown) return;
    this.#shown = step;
    const streams = Object.entries(this.#report.streams).map(([stream, count]) => `${stream} ${String(count)}`);
    this.#output.progress(
      `${String(step * 10).padStart(3)} %  ${String(done)} of ${String(total)} candles  ${streams.join("  ")}`,
    );
  }
}
