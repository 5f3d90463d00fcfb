import type { Facts } from "./must-facts.js";
import type { Node } from "./syntax.js";

/** What can be wrong with a hand-off. */
export type HandoffFault =
  | "missingHandoff"
  | "publishBeforeRead"
  | "publishBeforeMint"
  | "publishBeforeLog"
  | "publishWithoutTrace"
  | "publishIncomingTrace"
  | "continuedTrace"
  | "sharedMint"
  | "workWithoutTrace"
  | "rawTraceKey";

/** What is wrong with a hand-off, and where. */
export interface HandoffFinding {
  readonly kind: HandoffFault;
  readonly node: Node;
  /** The facts that lack. */
  readonly missing: Facts;
  /** By which branch they can be missed: "when `x` is falsy". */
  readonly branch: string | undefined;
  /** Where in the text the id was minted that all events share. */
  readonly mintedAt: number | undefined;
}
