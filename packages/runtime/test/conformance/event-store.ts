import { describe, it } from "vitest";
import { appendChecks } from "./checks/append.js";
import { closingChecks } from "./checks/closing.js";
import { deadLetterChecks } from "./checks/dead-letters.js";
import { fieldChecks } from "./checks/fields.js";
import { groupChecks } from "./checks/groups.js";
import { handOffChecks } from "./checks/hand-off.js";
import { inspectionChecks } from "./checks/inspection.js";
import { leaseChecks } from "./checks/lease.js";
import { lineageChecks } from "./checks/lineage.js";
import { retentionChecks } from "./checks/retention.js";
import { readChecks } from "./checks/read.js";
import { type Checks, type CreateFixture, runCheck } from "./fixture.js";

/** What makes a store an EventStore, sentence by sentence. */
export const eventStoreChecks: Checks = {
  ...groupChecks,
  ...appendChecks,
  ...readChecks,
  ...leaseChecks,
  ...handOffChecks,
  ...lineageChecks,
  ...inspectionChecks,
  ...deadLetterChecks,
  ...retentionChecks,
  ...fieldChecks,
  ...closingChecks,
};

export function eventStoreConformance(name: string, createFixture: CreateFixture): void {
  describe(`event store: ${name}`, () => {
    it.each(Object.entries(eventStoreChecks))("%s", (_sentence, check) => runCheck(check, createFixture));
  });
}
