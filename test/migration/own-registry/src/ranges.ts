import type { Range, SampleData } from "./events.js";

/* handoff-external */
interface CatalogueEntry {
  analyte: string;
  low: number;
  high: number;
}

/** The reference ranges as the manufacturer prints them, in the manufacturer's words. */
const CATALOGUE: readonly CatalogueEntry[] = [
  { analyte: "glucose", low: 3.9, high: 5.5 },
  { analyte: "potassium", low: 3.5, high: 5.1 },
];

export function rangeOf(sample: SampleData): Range {
  const entry = CATALOGUE.find((each) => each.analyte === sample.analyte);
  return { low: entry?.low ?? -Infinity, high: entry?.high ?? Infinity };
}

export function flagOf({ value }: SampleData, { low, high }: Range): "low" | "normal" | "high" {
  if (value < low) return "low";
  return value > high ? "high" : "normal";
}
