export { type CheckOptions, checkCompatibility, type Committed, CompatibilityMode, type Contracts } from "./check.js";
export { type Sampler } from "./containment.js";
export { type Direction, type ExampleEvent, type Finding, findingText } from "./finding.js";
export { type History, type Tombstone } from "./history.js";
export { type JsonObject, type JsonSchema, type JsonValue, type SchemaObject } from "./json-schema.js";
export { CompatibilityRule } from "./rules.js";
export { type Snapshot, snapshotOf } from "./snapshot.js";
export { readSnapshots, writeSnapshots } from "./snapshot-folder.js";
