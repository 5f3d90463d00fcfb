import type { Exit, ExitReason } from "./broker.js";
import type { Candle } from "./candle.js";
import { fillableIn, type FillModel, marketPrice, signOf } from "./fill-model.js";

/** An open position with its bracket. Prices are in quote currency per unit. */
export interface Position {
  /** Side of the entry. */
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly entryPrice: number;
  readonly stop: number;
  readonly target: number;
  /** From the opening of a bar to a fill in it, in milliseconds. */
  readonly latencyMs: number;
}

/** What closing costs and how long a bar is. */
export interface ExitRules {
  readonly model: FillModel;
  /** In milliseconds. */
  readonly intervalMs: number;
}

/** How a part of the position goes out in one bar. */
interface Due {
  readonly when: "open" | "within" | "close";
  /** Price to fill from. */
  readonly base: number;
  /** A limit order that lay in the market gets its price; a market order pays spread and impact. */
  readonly kind: "market" | "limit";
}

interface Trigger {
  readonly reason: ExitReason;
  readonly price: number;
  readonly due: Due;
}

interface Part {
  readonly quantity: number;
  readonly price: number;
  readonly at: number;
}

/**
 * The exit of a position, if it is closed within the bars; they begin with that of the entry. Where stop and target lie
 * in one bar, the stop is taken. A bar that opens beyond the stop fills at its open, not at the stop. What the exit bar
 * cannot take goes out at the opens of the next ones, at most the permitted part of each one's volume. In a bar without
 * volume nothing is touched.
 */
export function exitOf(position: Position, bars: Iterable<Candle>, rules: ExitRules): Exit | undefined {
  const walk = new ExitWalk(position, rules);
  for (const bar of bars) {
    const exit = walk.step(bar);
    if (exit !== undefined) return exit;
  }
  return undefined;
}

class ExitWalk {
  readonly #position: Position;
  readonly #rules: ExitRules;
  readonly #parts: Part[] = [];
  #trigger: Trigger | undefined;
  #remaining: number;
  #highest: number;
  #lowest: number;
  #bars = 0;

  constructor(position: Position, rules: ExitRules) {
    this.#position = position;
    this.#rules = rules;
    this.#remaining = position.quantity;
    this.#highest = position.entryPrice;
    this.#lowest = position.entryPrice;
  }

  step(bar: Candle): Exit | undefined {
    this.#bars++;
    if (this.#bars > 1) this.#saw(bar.open);
    const exit = bar.volume > 0 ? this.#trade(bar) : undefined;
    // What happened in the bar of the exit after it is not the position's any more.
    if (exit === undefined) this.#saw(bar.high, bar.low);
    return exit;
  }

  #trade(bar: Candle): Exit | undefined {
    const first = this.#trigger === undefined;
    this.#trigger ??= this.#triggerIn(bar);
    if (this.#trigger === undefined) return undefined;
    const due: Due = first ? this.#trigger.due : { when: "open", base: bar.open, kind: "market" };
    if (due.when === "close") this.#saw(bar.high, bar.low);
    const part = this.#fill(due, bar);
    this.#parts.push(part);
    this.#saw(part.price);
    this.#remaining -= part.quantity;
    return this.#remaining > 0 ? undefined : this.#closed(this.#trigger);
  }

  #triggerIn(bar: Candle): Trigger | undefined {
    const { side, stop, target } = this.#position;
    const sign = signOf(side);
    const [worst, best] = side === "buy" ? [bar.low, bar.high] : [bar.high, bar.low];
    const opened = this.#bars > 1 ? bar.open : this.#position.entryPrice;
    if (sign * (opened - stop) <= 0) {
      return { reason: "stop", price: stop, due: { when: "open", base: bar.open, kind: "market" } };
    }
    if (sign * (opened - target) >= 0) {
      return { reason: "target", price: target, due: { when: "open", base: bar.open, kind: "limit" } };
    }
    if (sign * (worst - stop) <= 0) {
      return { reason: "stop", price: stop, due: { when: "within", base: stop, kind: "market" } };
    }
    if (sign * (best - target) >= 0) {
      return { reason: "target", price: target, due: { when: "within", base: target, kind: "limit" } };
    }
    if (this.#bars < this.#rules.model.maxBars) return undefined;
    return { reason: "time", price: bar.close, due: { when: "close", base: bar.close, kind: "market" } };
  }

  #fill({ when, base, kind }: Due, bar: Candle): Part {
    const { model, intervalMs } = this.#rules;
    const { side, latencyMs } = this.#position;
    const quantity = fillableIn(bar, this.#remaining, model);
    const closing = side === "buy" ? "sell" : "buy";
    return {
      quantity,
      price: kind === "limit" ? base : marketPrice({ side: closing, base, quantity }, bar, model),
      // When within a bar is not known: by its end it has happened, and nobody may know of it earlier.
      at: bar.time + (when === "open" ? latencyMs : intervalMs),
    };
  }

  #closed({ reason, price: triggerPrice }: Trigger): Exit {
    const { quantity, latencyMs } = this.#position;
    const value = this.#parts.reduce((sum, part) => sum + part.quantity * part.price, 0);
    const prices = this.#parts.map(({ price }) => price);
    // Rounding must not put the mean outside what was paid.
    const mean = Math.min(Math.max(value / quantity, Math.min(...prices)), Math.max(...prices));
    const [first, last] = [this.#parts[0], this.#parts.at(-1)];
    const filledAt = last?.at ?? 0;
    return {
      reason,
      triggerPrice,
      quantity,
      price: mean,
      fees: value * this.#rules.model.feeRate,
      filledAt,
      executionTimeMs: latencyMs + filledAt - (first?.at ?? filledAt),
      highest: this.#highest,
      lowest: this.#lowest,
    };
  }

  #saw(...prices: number[]): void {
    this.#highest = Math.max(this.#highest, ...prices);
    this.#lowest = Math.min(this.#lowest, ...prices);
  }
}
