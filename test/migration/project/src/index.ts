export { AuditTrail } from "./audit-trail.js";
export { readConfig } from "./config.js";
export { DeadLetters } from "./dead-letters.js";
export { createTopology } from "./topology.js";
export * from "./wire/index.js";
