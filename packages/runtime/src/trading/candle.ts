/** One bar of a market. Prices are in quote currency per unit. */
export interface Candle {
  /** When the bar opened, in milliseconds since the epoch. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Traded amount, in units of the instrument. */
  readonly volume: number;
}

/** The largest move from close to close that is believed, as a fraction of the earlier close. */
export const DEFAULT_MAX_JUMP = 0.25;

/** What a candle is compared with. */
export interface Plausibility {
  /** Close of the bar before, where there is one to compare with; in quote currency per unit. */
  readonly previousClose: number | undefined;
  /** The largest believable move from `previousClose`, as a fraction of it. */
  readonly maxJump: number;
}

/** Why a candle cannot be true, for a person to read; `undefined` for a candle that can. */
export function implausibility(candle: Candle, { previousClose, maxJump }: Plausibility): string | undefined {
  const { open, high, low, close, volume } = candle;
  for (const [name, value] of Object.entries({ open, high, low, close })) {
    if (!(Number.isFinite(value) && value > 0)) return `${name} ${String(value)} is not a positive price`;
  }
  if (!(Number.isFinite(volume) && volume >= 0)) return `volume ${String(volume)} is not an amount`;
  if (high < low) return `high ${String(high)} is below low ${String(low)}`;
  for (const [name, value] of Object.entries({ open, close })) {
    if (value > high) return `${name} ${String(value)} is above high ${String(high)}`;
    if (value < low) return `${name} ${String(value)} is below low ${String(low)}`;
  }
  if (previousClose === undefined) return undefined;
  const jump = Math.abs(close / previousClose - 1);
  if (jump <= maxJump) return undefined;
  const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;
  return `close ${String(close)} is ${percent(jump)} from the close before, ${String(previousClose)}; at most ${percent(maxJump)} is believed`;
}
