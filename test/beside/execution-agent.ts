import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  ConsumerGroup,
  decodeEvent,
  encodeDeadLetter,
  encodeEvent,
  type EntryFields,
  FieldName,
  referenceTopology,
  Stream,
  type TradeExecutionData,
  type TradingDecision,
} from "@handoff/contracts";
import { AgentCircuitBreaker, AgentStateRegistry, type AgentStateStore, type Log } from "@handoff/runtime";
import type { Redis } from "ioredis";

/**
 * An agent in the founding document's own shape: its own `processEvent`, redis, registry, breaker and dead letters, one
 * command after the other. None of the runtime's machinery runs it.
 */
export class ExecutionAgent {
  readonly agentId = "ExecutionEngine";
  readonly redis: Redis;
  readonly stateRegistry: AgentStateRegistry;
  readonly circuitBreaker: AgentCircuitBreaker;
  readonly logStructured: Log;

  constructor(redis: Redis, states: AgentStateStore, logStructured: Log) {
    this.redis = redis;
    this.stateRegistry = new AgentStateRegistry(states);
    this.circuitBreaker = new AgentCircuitBreaker({ agentId: this.agentId, log: logStructured, resetTimeoutMs: 50 });
    this.logStructured = logStructured;
  }

  async processEvent(event: TradingDecision): Promise<void> {
    const incomingTraceId = event[FieldName.TRACE_ID];
    const currentTraceId = randomUUID();
    this.logStructured("info", "agent handoff", {
      agent: this.agentId,
      incoming_trace_id: incomingTraceId,
      current_trace_id: currentTraceId,
    });
    await this.stateRegistry.recordEvent(this.agentId);
    try {
      const result = this.doWork(event, currentTraceId);
      const execution = encodeEvent(
        {
          [FieldName.TYPE]: "trade_execution",
          [FieldName.DATA]: result,
          [FieldName.TRACE_ID]: currentTraceId,
          [FieldName.TIMESTAMP]: new Date().toISOString(),
          [FieldName.SOURCE_AGENT]: this.agentId,
        },
        referenceTopology.streams.executions,
      );
      await this.redis.xadd(Stream.EXECUTIONS, "*", ...Object.entries(execution).flat());
    } finally {
      await this.stateRegistry.updateHeartbeat(this.agentId);
    }
  }

  doWork(event: TradingDecision, traceId: string): TradeExecutionData {
    const data = event[FieldName.DATA];
    const symbol = data[FieldName.SYMBOL];
    if (symbol.startsWith("UNKNOWN")) throw new Error(`no market for ${symbol}`);
    return {
      [FieldName.ORDER_ID]: traceId,
      [FieldName.SYMBOL]: symbol,
      [FieldName.SIDE]: "buy",
      [FieldName.QUANTITY]: data[FieldName.QUANTITY],
      [FieldName.FILL_PRICE]: 43_250.75,
      [FieldName.EXECUTION_TIME_MS]: 1_200,
      [FieldName.BROKER_FEES]: 0.43,
      [FieldName.SLIPPAGE_BPS]: 2.1,
    };
  }

  async handleProcessingError(fields: EntryFields, error: unknown): Promise<void> {
    const deadLetter = encodeDeadLetter({
      [FieldName.FAILED_EVENT]: JSON.stringify(fields),
      [FieldName.ERROR]: String(error),
      [FieldName.TIMESTAMP]: new Date().toISOString(),
      [FieldName.RETRY_COUNT]: 0,
    });
    await this.redis.xadd(Stream.DLQ_EVENTS, "*", ...Object.entries(deadLetter).flat());
  }

  /** Reads until the signal fires: each entry is processed or dead, then acknowledged. */
  async run(signal: AbortSignal): Promise<void> {
    await this.stateRegistry.register(this.agentId);
    while (!signal.aborted) {
      const group = ["GROUP", ConsumerGroup.EXECUTION_AGENTS, "by-hand"] as const;
      const reply = await this.redis.xreadgroup(...group, "COUNT", 10, "BLOCK", 100, "STREAMS", Stream.DECISIONS, ">");
      const [[, entries] = ["", []]] = (reply ?? []) as [string, [id: string, pairs: string[]][]][];
      for (const [id, pairs] of entries) {
        await this.#handle(id, fieldsOf(pairs));
        await this.redis.xack(Stream.DECISIONS, ConsumerGroup.EXECUTION_AGENTS, id);
      }
    }
    await this.stateRegistry.stop(this.agentId);
  }

  async #handle(id: string, fields: EntryFields): Promise<void> {
    try {
      const event = decodeEvent(fields, referenceTopology.streams.decisions, id);
      // An open breaker has done nothing with the event: it is kept until the breaker lets it through.
      while ((await this.circuitBreaker.call(() => this.processEvent(event))) === null) await setTimeout(20);
    } catch (error) {
      await this.handleProcessingError(fields, error);
    }
  }
}

function fieldsOf(pairs: readonly string[]): EntryFields {
  return Object.fromEntries(
    pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1] ?? ""] as const] : [])),
  );
}
