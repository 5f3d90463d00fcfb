/** Every key of the lab's events and rows. Written last week; nobody uses it yet. */
export const LabField = {
  Type: "type",
  Data: "data",
  TraceId: "trace_id",
  Timestamp: "timestamp",
  SourceAgent: "source_agent",
  FailedEvent: "failed_event",
  Error: "error",
  SampleId: "sample_id",
  Analyte: "analyte",
  Value: "value",
  Unit: "unit",
  Range: "range",
  Low: "low",
  High: "high",
  Flag: "flag",
  Reviewer: "reviewer",
  Comment: "comment",
} as const;
export type LabField = (typeof LabField)[keyof typeof LabField];
