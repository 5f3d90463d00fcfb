import { defineEvent, type EventDefinition, unchanged, type Upcasters } from "@handoff/contracts";
import {
  checkCompatibility,
  type CompatibilityMode,
  type Finding,
  type History,
  snapshotOf,
} from "@handoff/contracts/compatibility";
import { payloadSampler } from "@handoff/contracts/test-data";
import { z } from "zod";
import { continued, NO_HISTORY } from "../../src/compatibility/history.js";

const LabField = { LEVEL: "level", UNIT: "unit", NOTE: "note", ITEMS: "items" } as const;

interface Form {
  readonly type?: string;
  readonly aliases?: readonly string[];
  readonly description?: string;
  readonly version?: number;
  readonly upcasters?: Upcasters;
}

/** An event of these fields. */
export function event(fields: Readonly<Record<string, z.ZodType>>, form: Form = {}): EventDefinition {
  const data = z.object(fields) as unknown as z.ZodRecord;
  return defineEvent({ type: "result", description: "A sample was measured.", fields: LabField, data, ...form });
}

export interface Setting {
  readonly committed: readonly EventDefinition[];
  readonly code: readonly EventDefinition[];
  readonly mode?: CompatibilityMode;
  readonly history?: History;
}

export function findings({ committed, code, mode, history }: Setting): readonly Finding[] {
  const snapshots = committed.map(snapshotOf);
  return checkCompatibility(
    { events: code },
    { snapshots, history: history ?? continued(NO_HISTORY, snapshots) },
    { ...(mode === undefined ? {} : { mode }), sampler: payloadSampler() },
  );
}

export const rulesOf = (setting: Setting): readonly string[] =>
  [...new Set(findings(setting).map(({ rule }) => rule))].sort();

export const next = { version: 2, upcasters: { 1: unchanged } } as const;
export const level = { [LabField.LEVEL]: z.number() };
