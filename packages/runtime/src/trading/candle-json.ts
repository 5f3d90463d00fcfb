import type { PlacedCandle } from "./candle-csv.js";
import { decimal, malformedInput, shown } from "./malformed-input.js";

/** Prices and volume as the package spells them: decimal numbers in texts. */
const TEXTS = ["open", "high", "low", "close", "volume"] as const;

/** Beyond it, times have no ISO 8601 spelling of four digits. */
const END_OF_YEAR_9999 = Date.UTC(10_000, 0) - 1;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The candles of a JSON text: an array as the npm package `@typedtrader/candles` has them, of one pair and one size.
 *
 * @throws {HandoffError} `INPUT_MALFORMED` with the index, what was expected and what was found.
 */
export function candlesInJson(file: string, text: string): readonly PlacedCandle[] {
  const content = contentOf(file, text);
  if (!Array.isArray(content)) throw malformedInput({ file, expected: "an array of candles", found: shown(content) });
  const candles: readonly unknown[] = content;
  const kind = isObject(candles[0]) ? kindOf(candles[0]) : undefined;
  return candles.map((entry, index) => {
    const at = { file, place: `candle [${String(index)}]` };
    if (!isObject(entry)) throw malformedInput({ ...at, expected: "an object", found: shown(entry) });
    if (kindOf(entry) !== kind) {
      throw malformedInput({
        ...at,
        expected: `base, counter, sizeInMillis as before, ${String(kind)}`,
        found: kindOf(entry),
      });
    }
    return { place: at.place, candle: candleIn(entry, at) };
  });
}

function contentOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformedInput({ file, expected: "JSON", found: error instanceof Error ? error.message : shown(text) });
  }
}

function candleIn(entry: JsonObject, at: { readonly file: string; readonly place: string }): PlacedCandle["candle"] {
  const time = entry["openTimeInMillis"];
  if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0 || time > END_OF_YEAR_9999) {
    throw malformedInput({ ...at, expected: "openTimeInMillis to be whole milliseconds", found: shown(time) });
  }
  const numbers = TEXTS.map((name) => {
    const number = typeof entry[name] === "string" ? decimal(entry[name]) : undefined;
    if (number !== undefined) return number;
    throw malformedInput({ ...at, expected: `${name} to be a decimal number in a text`, found: shown(entry[name]) });
  });
  const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = numbers;
  return { time, open, high, low, close, volume };
}

function kindOf({ base, counter, sizeInMillis }: JsonObject): string {
  return [base, counter, sizeInMillis].map(shown).join(" ");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
