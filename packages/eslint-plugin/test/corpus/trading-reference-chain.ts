// @ts-nocheck
import { randomUUID } from "node:crypto";
import { ConsumerGroup, encodeEvent, type EventEnvelope, FieldName, handoffStreamName, Stream } from "@handoff/contracts";
import { Agent, AgentCircuitBreaker } from "@handoff/runtime";
import { Redis } from "ioredis";

const redis = new Redis();

// SignalGenerator → ReasoningAgent, as the founding document has it, in the registry's words.
export async function publishSignal(candle, traceId) {
  await redis.xadd(Stream.SIGNALS, "*", {
    [FieldName.TYPE]: "trading_signal",
    [FieldName.DATA]: JSON.stringify({
      [FieldName.SYMBOL]: candle.symbol,
      [FieldName.SIGNAL_TYPE]: "momentum_buy",
      [FieldName.INDICATORS]: { [FieldName.RSI]: candle.rsi, [FieldName.MACD_CROSS]: candle.cross },
    }),
    [FieldName.TRACE_ID]: traceId,
  });
}

// Candles are no payload: bars of a chart, with dots.
export function trueRange(bars) {
  return bars.map((bar, index) => Math.max(bar.high - bar.low, Math.abs(bar.high - (bars[index - 1]?.close ?? bar.open))));
}

// ReasoningAgent → ExecutionEngine.
export class ReasoningAgent extends Agent {
  async doWork(event: EventEnvelope, traceId, context) {
    const signal = event[FieldName.DATA];
    if (signal[FieldName.CONFIDENCE] < this.threshold) return;
    const entry = signal[FieldName.PRICE] ?? (await this.market.price(signal[FieldName.SYMBOL]));
    context.publish(Stream.DECISIONS, {
      [FieldName.TYPE]: "trading_decision",
      [FieldName.DATA]: {
        [FieldName.SYMBOL]: signal[FieldName.SYMBOL],
        [FieldName.ACTION]: "buy",
        [FieldName.RISK_METRICS]: { [FieldName.ATR_STOP]: entry - 2 * signal[FieldName.INDICATORS][FieldName.ATR] },
      },
    });
  }
}

// ExecutionEngine → GradeAgent: the broker's order is the broker's.
export class ExecutionEngine extends Agent {
  async doWork(event, traceId, context) {
    const decision = event[FieldName.DATA];
    const order: BrokerOrder = await this.broker.submit({ symbol: decision[FieldName.SYMBOL], side: decision[FieldName.ACTION] });
    const position: BrokerPosition | undefined = await this.broker.position(order.symbol);
    context.publish(Stream.EXECUTIONS, {
      [FieldName.TYPE]: "trade_execution",
      [FieldName.DATA]: {
        [FieldName.ORDER_ID]: order["id"],
        [FieldName.SIDE]: order.side,
        [FieldName.FILL_PRICE]: order["price"],
        [FieldName.QUANTITY]: position?.["quantity"] ?? 0,
      },
    });
  }
}

// The hand-off of the document by hand; the stream is a private one between two agents.
export class HedgingAgent {
  async processEvent(event: EventEnvelope) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ agent: this.agentId, incoming_trace_id: incoming, current_trace_id: current }, "agent handoff");
    const result = await this.breaker.call(() => this.doWork(event, current));
    if (result !== null) {
      await redis.xadd(handoffStreamName("hedges", "desk"), "*", encodeEvent({ [FieldName.TYPE]: "agent_result", [FieldName.DATA]: result, [FieldName.TRACE_ID]: current }));
    }
    await this.state.updateHeartbeat(this.agentId);
  }

  async doWork(event, current) {
    return { [FieldName.ACTION]: "hedge", [FieldName.QUANTITY]: event[FieldName.DATA][FieldName.QUANTITY] };
  }
}

// The groups of the document, each at its place.
export async function setUp() {
  const groups = [
    [Stream.SIGNALS, ConsumerGroup.REASONING_AGENTS],
    [Stream.DECISIONS, ConsumerGroup.EXECUTION_AGENTS],
  ];
  for (const [stream, group] of groups) await redis.xgroup("CREATE", stream, group, "$", "MKSTREAM");
}

// A backtest's positions: an interface of its own.
interface Position {
  readonly symbol: string;
  readonly side: "long" | "short";
}
export function exposure(positions: readonly Position[]) {
  return positions.filter((position) => position["side"] === "long").map((position) => position.symbol);
}

// Market data over a socket, its shape declared to be the exchange's.
export function onTrade(socket, tape) {
  // handoff-external
  const onMessage = (message) => tape.push(message["data"]["price"], message["data"].side);
  socket.on("message", onMessage);
}

// A dead letter of the document.
export async function giveUp(event: EventEnvelope, error: Error) {
  await redis.xadd(Stream.DLQ_EVENTS, "*", {
    [FieldName.FAILED_EVENT]: JSON.stringify(event),
    [FieldName.ERROR]: String(error),
    [FieldName.RETRY_COUNT]: String(event[FieldName.RETRY_COUNT] ?? 0),
  });
}
