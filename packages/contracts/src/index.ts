import type * as names from "./field-name.js";

export * as FieldName from "./field-name.js";
/** Any key of the registry. */
export type FieldName = (typeof names)[keyof typeof names];

export { ConsumerGroup, consumerGroupName, handoffStreamName, Stream } from "./streams.js";
export { type EventEnvelope, type PublishableEvent } from "./envelope.js";
export {
  type DataOf,
  defineEvent,
  type EventDefinition,
  type EventOf,
  type EventOptions,
  type FieldRegistry,
  type PayloadSchema,
} from "./define-event.js";
export { unchanged, type Upcaster, type Upcasters } from "./versions.js";
export { EventSet } from "./event-set.js";
export { decodeEvent, encodeEvent, type EntryFields } from "./codec.js";
export { type DeadLetter, decodeDeadLetter, encodeDeadLetter } from "./dead-letter.js";
export {
  type AgentName,
  type AgentRoute,
  type AgentTable,
  type DefinitionsOf,
  defineTopology,
  type DraftOf,
  type GroupRoute,
  type InputOf,
  type OutputStreamOf,
  type StreamName,
  type StreamTable,
  type Topology,
} from "./topology.js";
export { ContractError, ContractErrorCode, type ContractFault } from "./errors.js";

export { type TradingSignal, tradingSignal, type TradingSignalData } from "./events/trading-signal.js";
export { type TradingDecision, tradingDecision, type TradingDecisionData } from "./events/trading-decision.js";
export { type TradeExecution, tradeExecution, type TradeExecutionData } from "./events/trade-execution.js";
export { type Grade, grade, type GradeData } from "./events/grade.js";
export { type AgentResult, agentResult, type AgentResultData } from "./events/agent-result.js";
export { type ReferenceTopology, referenceTopology } from "./reference-topology.js";
