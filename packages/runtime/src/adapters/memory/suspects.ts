import { type ClaimRequest, type ConsumerRef, SUSPECT_DELIVERIES } from "../../ports/event-store.js";
import type { PendingEntry } from "./memory-database.js";

/** Whether an entry may have taken its consumers down. */
export function isSuspect({ consumer, deliveries }: PendingEntry, to: ConsumerRef): boolean {
  return consumer !== to.consumer && deliveries >= SUSPECT_DELIVERIES;
}

/** Whether a claim is for an entry, as far as suspects go. */
export function isWanted(held: PendingEntry, request: ClaimRequest): boolean {
  const { suspects = "with" } = request;
  return suspects === "with" || isSuspect(held, request) === (suspects === "only");
}
