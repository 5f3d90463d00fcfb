import type { Facts } from "./must-facts.js";
import type { CarriedTrace } from "./published-trace.js";
import type { FunctionNode, Node } from "./syntax.js";
import type { TraceSteps } from "./trace-steps.js";

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
  /** The handler it is wrong in, and what that does. */
  readonly handler: FunctionNode;
  readonly steps: TraceSteps;
  /** The facts that lack. */
  readonly missing: Facts;
  /** By which branch they can be missed: "when `x` is falsy". */
  readonly branch: string | undefined;
  /** Where in the text the id was minted that all events share. */
  readonly mintedAt: number | undefined;
  /** The id that is published. */
  readonly carried: CarriedTrace | undefined;
}
