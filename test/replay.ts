import { CANDLES, type Ended, handoff } from "./command.js";

/** What tests read of the summary of a run, as JSON. */
export interface RunJson {
  readonly runId: string;
  readonly trading: { readonly signals: { readonly total: number }; readonly accountedFor: boolean };
  readonly run: { readonly deadLetters: Readonly<Record<string, number>> };
  readonly streams: readonly { readonly stream: string; readonly length: number }[];
  readonly lineage: { readonly ancestors: readonly { readonly traceId: string; readonly agent: string }[] };
}

/** Replays the real candles through the whole chain, to its end. */
export function replay(...args: readonly string[]): Promise<Ended> {
  return handoff("run", "--candles", CANDLES, "--symbol", "URTH", "--log-level", "warning", ...args);
}
