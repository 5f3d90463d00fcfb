export { contractSetOf, type ContractSet, type Export } from "../contract-set.js";
export { ToolError, ToolErrorCode, type ToolFault } from "../tool-error.js";
export { Drift, type DriftFinding, type DriftKind, type TypeDrift } from "./drift.js";
export type { EntrySource, SourceEntry } from "./entry-source.js";
export { openRedisSource } from "./redis-source.js";
export { scanStream, type ScanOptions, type StreamDrift } from "./scan-stream.js";
