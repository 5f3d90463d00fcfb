import { CsvError, parse } from "csv-parse/sync";
import type { Candle } from "./candle.js";
import { decimal, malformedInput, shown } from "./malformed-input.js";

/** A candle and where it stands in its file, for a person. */
export interface PlacedCandle {
  readonly candle: Candle;
  readonly place: string;
}

const NUMBERS = ["open", "high", "low", "close", "volume"] as const;
const HEADER = ["timestamp", ...NUMBERS].join(",");

/** One parsed record and the line that it ends on. */
interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * The candles of a CSV text with the header `timestamp,open,high,low,close,volume`; `timestamp` is the opening of the bar,
 * ISO 8601 in UTC.
 *
 * @throws {HandoffError} `INPUT_MALFORMED` with the line, what was expected and what was found.
 */
export function candlesInCsv(file: string, text: string): readonly PlacedCandle[] {
  const lines = linesOf(file, text);
  const header = lines[0]?.record.join(",");
  if (header !== HEADER) {
    const found = header === undefined ? "an empty file" : shown(header);
    throw malformedInput({ file, place: "line 1", expected: `the header "${HEADER}"`, found });
  }
  return lines.slice(1).map(({ record }, index) => {
    // A record begins after the line that the one before it ends on: an open quote swallows lines.
    const place = `line ${String((lines[index]?.info.lines ?? 0) + 1)}`;
    return { place, candle: candleIn(record, { file, place }) };
  });
}

/** Lines end as their file says: csv-parse finds out from the first one. */
function linesOf(file: string, text: string): readonly Line[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true } as const;
    return parse(text, options) as unknown as readonly Line[];
  } catch (error) {
    // The parser names the line where it gave up, which for an open quote is the last one; this is where it began.
    const records = error instanceof CsvError && typeof error["records"] === "number" ? error["records"] : 0;
    const problem = error instanceof CsvError ? error.code : String(error);
    const place = `line ${String(records + 1)}`;
    throw malformedInput({ file, place, expected: "comma-separated values", found: problem });
  }
}

function candleIn(record: readonly string[], at: { readonly file: string; readonly place: string }): Candle {
  if (record.length !== NUMBERS.length + 1) {
    const found = record.join("") === "" ? "an empty line" : `${String(record.length)} in ${shown(record.join(","))}`;
    throw malformedInput({ ...at, expected: "6 values", found });
  }
  const [timestamp = "", ...texts] = record;
  const time = utcTime(timestamp);
  if (time === undefined) {
    throw malformedInput({
      ...at,
      expected: "timestamp to be ISO 8601 in UTC, such as 2021-02-19T00:00:00.000Z",
      found: shown(timestamp),
    });
  }
  const numbers = NUMBERS.map((name, index) => {
    const number = decimal(texts[index] ?? "");
    if (number !== undefined) return number;
    throw malformedInput({ ...at, expected: `${name} to be a decimal number`, found: shown(texts[index]) });
  });
  const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = numbers;
  return { time, open, high, low, close, volume };
}

/** Milliseconds since the epoch of an ISO 8601 time in UTC; `undefined` for another spelling or a day that is none. */
function utcTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)) return undefined;
  const time = Date.parse(text);
  // 30 February would be read as 2 March.
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 16)) ? time : undefined;
}
