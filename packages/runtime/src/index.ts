export { Agent, type AgentEnvironment, type DeliveryContext, type Processed, type WorkContext } from "./agent.js";
export { Producer, type ProducerContext, type Rejected } from "./producer.js";
export { createRuntime, Runtime } from "./create-runtime.js";
export { type AgentTuning, type RunnableAgent, type RuntimeOptions } from "./runtime-options.js";
export { type RetentionOptions } from "./housekeeping.js";
export { type ConsumerLimits, DEFAULT_LIMITS } from "./consumer/limits.js";
export {
  type AgentState,
  AgentStateRegistry,
  type AgentStateRegistryOptions,
  type Liveness,
} from "./agent-state-registry.js";
export {
  type DeadLetterPage,
  DeadLetterQueue,
  type DeadLetterQueueOptions,
  type DeadLetterQuery,
  type FailedDelivery,
  type ListedDeadLetter,
  type PurgeOptions,
  type PurgeQuery,
} from "./dead-letters/dead-letter-queue.js";
export { type DeadLetterFilter } from "./dead-letters/letter-filter.js";
export { type InspectedDeadLetter } from "./dead-letters/inspect-letter.js";
export {
  type Discarded,
  type DryRunOption,
  type ReplayAllOptions,
  type Replayed,
  type ReplayOptions,
  type ReplayProgress,
  type ReplaySummary,
} from "./dead-letters/replays.js";
export { type Lineage, type LineageNode, traceLineage } from "./lineage.js";
export { type Admission, AgentCircuitBreaker, type CircuitBreakerOptions } from "./resilience/circuit-breaker.js";
export { DEFAULT_MAX_EVENT_BYTES } from "./event-size.js";
export { HandoffError, HandoffErrorCode } from "./errors.js";
export { type Log, type LogLevel } from "./observability/log.js";
export { createLogger, type Logger, type LoggerOptions } from "./observability/logger.js";
export { type CommittedEntry, type RuntimeEvent, type RuntimeObserver } from "./observability/runtime-event.js";
export { hopIdGenerator } from "./observability/hop-id-generator.js";
export { type HopSpan, Tracing, type TracingOptions } from "./observability/tracing.js";
export { Metrics, type MetricsOptions } from "./observability/metrics.js";
export { type MetricsEndpoint, type MetricsEndpointOptions, serveMetrics } from "./observability/metrics-endpoint.js";
export { type AgentCounts, RunSummary } from "./observability/run-summary.js";
export { type BreakerState } from "./ports/breaker-state.js";
export { type Clock, systemClock } from "./ports/clock.js";
export { type MintRequest, randomTraceIds, type TraceIds } from "./ports/trace-ids.js";
export { type Finding, FindingCode } from "./ports/finding.js";
export { type AgentRecord, type AgentStateStore } from "./ports/agent-state-store.js";
export {
  type DeadLetterStore,
  type LetterToResolve,
  type ReplayTarget,
  type Resolution,
  type ResolutionsRequest,
  type Resolved,
  type ResolveRequest,
} from "./ports/dead-letter-store.js";
export { MAX_PARTITIONS, type PartitionedStore, type PartitionOptions } from "./ports/partitioned-store.js";
export { MAX_TRIM, type ReapRequest, type Retention, type TrimRequest } from "./ports/retention.js";
export {
  type AgentActivity,
  type Append,
  type Appended,
  type ClaimRequest,
  type ConsumerRef,
  type Delivery,
  type EventStore,
  type GroupRef,
  type GroupSpec,
  type GroupState,
  type HandOff,
  type Hop,
  MAX_BATCH,
  type Output,
  type RangeRequest,
  type ReadRequest,
  type RecordedHop,
  type ReturnedEntry,
  type Settled,
  type Settlement,
  type StreamEntry,
  type StreamState,
  type WholeStore,
} from "./ports/event-store.js";
export {
  type MemoryStore,
  openMemoryStore,
  type MemoryStoreOptions,
  type PartitionedMemoryStore,
} from "./adapters/memory/open-memory-store.js";
export { type MemoryEventStoreOptions } from "./adapters/memory/memory-event-store.js";
export { VirtualClock } from "./adapters/memory/virtual-clock.js";
export { openRedisStore, type RedisStore } from "./adapters/redis/open-redis-store.js";
export { type PartitionedRedisStore } from "./adapters/redis/open-partitions.js";
export { type PartitionedRedisStoreOptions, type RedisStoreOptions } from "./adapters/redis/redis-store-options.js";
export { type RedisCertificates } from "./adapters/redis/redis-client.js";
export { type DiagnosisOptions } from "./adapters/redis/redis-doctor.js";
export { type ReplicaOptions, type ReplicationShort } from "./adapters/redis/redis-replication.js";
export { type ConnectionEvent } from "./adapters/redis/connection-watch.js";
