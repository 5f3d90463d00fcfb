import {
  FieldName,
  type ReferenceTopology,
  referenceTopology,
  Stream,
  type TradeExecutionData,
  type TradingDecision,
  type TradingDecisionData,
} from "@handoff/contracts";
import { v5 as uuidV5 } from "uuid";
import { Agent, type WorkContext } from "../agent.js";
import type { Broker, Exit, Fill, Order, OrderResult } from "./broker.js";
import { slippageBps } from "./grading.js";

export interface ExecutionEngineOptions {
  readonly broker: Broker;
}

type Context = WorkContext<ReferenceTopology, "ExecutionEngine">;

/** Name space of client order ids (UUID version 5 of the decision's event id): one decision orders once. */
const ORDER_ID_NAMESPACE = "1f0c0f6b-3a0e-4f57-9a51-6f3f0a1f2c8d";

/** The client order id of a decision: the same on every redelivery of it. */
export function orderIdOf(decisionEventId: string): string {
  return uuidV5(decisionEventId, ORDER_ID_NAMESPACE);
}

/** Trades decisions: publishes the fill that opens a position and the one that closes it. */
export class ExecutionEngine extends Agent<ReferenceTopology, "ExecutionEngine"> {
  readonly #options: ExecutionEngineOptions;

  constructor(options: ExecutionEngineOptions) {
    super(referenceTopology, "ExecutionEngine");
    this.#options = options;
  }

  async doWork(decision: TradingDecision, _traceId: string, context: Context): Promise<void> {
    const data = decision[FieldName.DATA];
    if (data[FieldName.ACTION] === "hold") return;
    const order = orderOf(data, orderIdOf(context.eventId));
    if (order === undefined) {
      logUnfilled(context, data, "the decision gives no bar, price or stop");
      return;
    }
    const result = await this.#place(order);
    if (result.kind === "expired") {
      logUnfilled(context, data, result.reason);
      return;
    }
    const { entry, exit } = result;
    const publish = (execution: TradeExecutionData): void => {
      context.publish(Stream.EXECUTIONS, { [FieldName.TYPE]: "trade_execution", [FieldName.DATA]: execution });
    };
    publish(entryExecution(data, order, entry));
    if (exit === undefined) return;
    publish(exitExecution(data, { ...order, id: orderIdOf(`${context.eventId}/exit`) }, { entry, exit }));
  }

  /** Some brokers refuse a repeated id instead of answering it: look first. */
  async #place(order: Order): Promise<OrderResult> {
    const { broker } = this.#options;
    return (await broker.find(order.id)) ?? (await broker.submit(order));
  }
}

function logUnfilled({ log }: Context, data: TradingDecisionData, reason: string): void {
  const { [FieldName.SYMBOL]: symbol, [FieldName.CANDLE_TIME]: candleTime } = data;
  log("info", "order expired", { symbol, candle_time: candleTime, reason });
}

/** The order that a decision asks for; `undefined` where it does not say what a bracket needs. */
function orderOf(data: TradingDecisionData, id: string): Order | undefined {
  const { [FieldName.ACTION]: side, [FieldName.QUANTITY]: quantity, [FieldName.RISK_METRICS]: risk } = data;
  const { [FieldName.PRICE]: arrivalPrice, [FieldName.CANDLE_TIME]: candleTime } = data;
  const { [FieldName.LIMIT_PRICE]: limitPrice } = data;
  if (side === "hold" || !(quantity > 0)) return undefined;
  if (risk === undefined || arrivalPrice === undefined || candleTime === undefined) return undefined;
  return {
    id,
    symbol: data[FieldName.SYMBOL],
    side,
    quantity,
    type: data[FieldName.ORDER_TYPE],
    ...(limitPrice === undefined ? {} : { limitPrice }),
    candleTime: Date.parse(candleTime),
    arrivalPrice,
    stop: risk[FieldName.ATR_STOP],
    rewardRisk: risk[FieldName.RR_RATIO],
    signalType: data[FieldName.SIGNAL_TYPE] ?? "",
  };
}

function entryExecution(data: TradingDecisionData, order: Order, entry: Fill): TradeExecutionData {
  return {
    ...commonOf(data, order),
    ...filledAs(order.side, entry, order.arrivalPrice),
    [FieldName.EXECUTION_TYPE]: "entry",
    [FieldName.REQUESTED_QUANTITY]: order.quantity,
  };
}

function exitExecution(
  data: TradingDecisionData,
  order: Order,
  { entry, exit }: { readonly entry: Fill; readonly exit: Exit },
): TradeExecutionData {
  return {
    ...commonOf(data, order),
    ...filledAs(order.side === "buy" ? "sell" : "buy", exit, exit.triggerPrice),
    [FieldName.EXECUTION_TYPE]: "exit",
    [FieldName.REQUESTED_QUANTITY]: entry.quantity,
    [FieldName.EXIT_REASON]: exit.reason,
    [FieldName.ENTRY_PRICE]: entry.price,
    [FieldName.ENTERED_AT]: new Date(entry.filledAt).toISOString(),
    [FieldName.ENTRY_FEES]: entry.fees,
    [FieldName.HIGHEST_PRICE]: exit.highest,
    [FieldName.LOWEST_PRICE]: exit.lowest,
  };
}

function commonOf(data: TradingDecisionData, order: Order) {
  const { [FieldName.SIGNAL_TYPE]: signalType, [FieldName.CONFIDENCE]: confidence } = data;
  return {
    [FieldName.ORDER_ID]: order.id,
    [FieldName.SYMBOL]: order.symbol,
    ...(signalType === undefined ? {} : { [FieldName.SIGNAL_TYPE]: signalType }),
    [FieldName.CONFIDENCE]: confidence,
    [FieldName.ATR_STOP]: order.stop,
    [FieldName.RR_RATIO]: order.rewardRisk,
  } as const;
}

function filledAs(side: "buy" | "sell", fill: Fill, arrivalPrice: number) {
  return {
    [FieldName.SIDE]: side,
    [FieldName.QUANTITY]: fill.quantity,
    [FieldName.FILL_PRICE]: fill.price,
    [FieldName.EXECUTION_TIME_MS]: fill.executionTimeMs,
    [FieldName.BROKER_FEES]: fill.fees,
    [FieldName.SLIPPAGE_BPS]: slippageBps(side, fill.price, arrivalPrice),
    [FieldName.ARRIVAL_PRICE]: arrivalPrice,
    [FieldName.FILLED_AT]: new Date(fill.filledAt).toISOString(),
  } as const;
}
