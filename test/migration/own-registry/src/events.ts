export interface Range {
  low: number;
  high: number;
}

export interface SampleData {
  sample_id: string;
  analyte: string;
  value: number;
  unit?: string;
}

export interface ResultData extends SampleData {
  flag: "low" | "normal" | "high";
  range: Range;
}

export interface ReviewData {
  sample_id: string;
  reviewer: string;
  comment: string;
  /** Kept for the ward; not in the registry yet. */
  ward?: string;
}

export interface LabEvent<Type extends string = string, Data = unknown> {
  type: Type;
  data: Data;
  trace_id: string;
  timestamp: string;
  source_agent: string;
}
