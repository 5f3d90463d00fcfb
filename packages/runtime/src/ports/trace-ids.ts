import { randomUUID } from "node:crypto";

/** What a new trace id is minted for. */
export interface MintRequest {
  /** The agent that processes. */
  readonly agent: string;
  /** Stable id of the event that is processed, or of the event that starts a chain. */
  readonly cause: string;
  /** Which delivery of it, from 1: a redelivered event is processed anew. */
  readonly delivery: number;
}

/** Where trace ids come from, injected, so that a run can be repeated bit for bit. */
export interface TraceIds {
  /** A UUID in lower case, another one for every processing. */
  mint(request: MintRequest): string;
}

/** Random trace ids (UUID version 4). */
export const randomTraceIds: TraceIds = { mint: () => randomUUID() };
