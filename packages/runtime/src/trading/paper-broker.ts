import { HandoffError, HandoffErrorCode } from "../errors.js";
import { exitOf } from "./bracket-exit.js";
import type { Broker, Order, OrderResult } from "./broker.js";
import { DEFAULT_FILL_MODEL, drawFor, entryFill, FILL_MODEL_BOUNDS, type FillModel } from "./fill-model.js";
import type { MarketData } from "./market-data.js";
import { requireBounds } from "./option-bounds.js";

/**
 * A broker on paper: fills orders from recorded bars. Each order is a position of its own; there is no account that nets
 * them. What it knows it keeps in process; a new process that is given an order again fills it again, equally.
 */
export class PaperBroker implements Broker {
  readonly #marketData: MarketData;
  readonly #model: FillModel;
  readonly #orders = new Map<string, { readonly content: string; readonly result: OrderResult }>();

  /** @throws {HandoffError} `OPTION_INVALID` for a figure of the model that is out of range. */
  constructor(marketData: MarketData, model: Partial<FillModel> = {}) {
    this.#marketData = marketData;
    this.#model = { ...DEFAULT_FILL_MODEL, ...model };
    requireBounds(this.#model, FILL_MODEL_BOUNDS);
  }

  find(orderId: string): Promise<OrderResult | undefined> {
    return Promise.resolve(this.#orders.get(orderId)?.result);
  }

  submit(order: Order): Promise<OrderResult> {
    const content = contentOf(order);
    const known = this.#orders.get(order.id);
    if (known !== undefined && known.content !== content) return Promise.reject(conflictOf(order));
    const result = known?.result ?? this.#trade(order);
    this.#orders.set(order.id, { content, result });
    return Promise.resolve(result);
  }

  #trade(order: Order): OrderResult {
    const { symbol, intervalMs } = this.#marketData;
    if (order.symbol !== symbol) return { kind: "expired", reason: `this market trades ${symbol} alone` };
    const [bar] = this.#marketData.barsAfter(order.candleTime);
    if (bar === undefined) return { kind: "expired", reason: "the data end here" };
    if (bar.hole !== undefined) return { kind: "expired", reason: "the next bars are missing" };
    const entry = entryFill(order, { bar, intervalMs }, this.#model);
    if (typeof entry === "string") return { kind: "expired", reason: entry };
    const position = {
      side: order.side,
      quantity: entry.quantity,
      entryPrice: entry.price,
      stop: order.stop,
      target: entry.price + order.rewardRisk * (entry.price - order.stop),
      latencyMs: drawFor(order, this.#model).latencyMs,
    };
    const bars = this.#marketData.barsAfter(order.candleTime);
    const exit = exitOf(position, bars, { model: this.#model, intervalMs });
    return exit === undefined ? { kind: "filled", entry } : { kind: "filled", entry, exit };
  }
}

/** Everything that makes the order, in one order of its parts. */
function contentOf({ symbol, side, quantity, type, limitPrice, candleTime, ...bracket }: Order): string {
  const { arrivalPrice, stop, rewardRisk, signalType } = bracket;
  const limit = limitPrice ?? null;
  return JSON.stringify([symbol, side, quantity, type, limit, candleTime, arrivalPrice, stop, rewardRisk, signalType]);
}

function conflictOf({ id }: Order): HandoffError {
  return new HandoffError(
    HandoffErrorCode.IDEMPOTENCY_CONFLICT,
    `order ${id} was submitted before with another content. Nothing was traded; derive the id from what makes the order.`,
  );
}
