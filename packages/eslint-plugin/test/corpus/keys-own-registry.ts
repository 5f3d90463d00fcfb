// @ts-nocheck
import { defineEvent, FieldName } from "@handoff/contracts";
import { Columns } from "./columns.js";

const LabField = { SAMPLE: "sample" } as const;

export const result = defineEvent({ type: "result", description: "Measured.", fields: LabField, data });

export function read(event) {
  return event[LabField.SAMPLE] + event[Columns.SIDE] + event[FieldName.TYPE];
}
