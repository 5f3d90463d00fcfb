// @ts-nocheck
import * as insure from "@insure/contracts";
import { CLAIM_ID, RESERVE } from "@insure/contracts/claim-field";
import { ClaimField } from "@insure/contracts";
import type { EventData, EventEnvelope } from "@handoff/contracts";

// Through the namespace of the package, through the registry, through a single field.
export function reserveOf(event: EventEnvelope) {
  const claim = event[insure.ClaimField.DATA];
  return claim[RESERVE] ?? claim[ClaimField.RESERVE];
}

// By hand in a pattern, with a default, and in a sink.
export function raised(event: EventEnvelope, by: number): EventData {
  const { reserve = 0 } = event[ClaimField.DATA]; // expect: no-raw-string-key rawKey
  return { [ClaimField.CLAIM_ID]: event.data.claim_id, reserve: reserve + by }; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A policy of access control is no policy of insurance.
export function allowed(policy, user) {
  return policy.rules.some((rule) => rule["policy"] === user.policy && rule.type === "allow");
}

// A row of the claims table, asked for its keys.
export function complete(row: DbRow) {
  return "policy" in row && Object.hasOwn(row, "claimant") && Reflect.has(row, ClaimField.ADJUSTER); // expect: no-raw-string-key rawKey, no-raw-string-key unregisteredKey
}

// Weak evidence against a type of somebody else.
export function broker(order: BrokerClaim, payload) {
  return order["claim_id"] ?? payload["claim_id"]; // expect: no-raw-string-key rawKey
}

// Members that the registry does not have, of both spellings.
export const unknown = [insure.ClaimField.POLICE, ClaimField.CLAIMID]; // expect: no-raw-string-key unknownMember, no-raw-string-key unknownMember

// Destructuring the registry.
const { ADJUSTER, POLICY: policyKey } = ClaimField;
export const byAdjuster = (data: EventData) => [data[ADJUSTER], data[policyKey], data[CLAIM_ID]];

// Camel case is another name on the wire.
export function camel(data: EventData) {
  return data.claimId; // expect: no-raw-string-key unregisteredKey
}
