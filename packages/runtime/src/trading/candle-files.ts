import { readFile, stat } from "node:fs/promises";
import { extname, isAbsolute } from "node:path";
import { glob } from "tinyglobby";
import type { Candle } from "./candle.js";
import { candlesInCsv, type PlacedCandle } from "./candle-csv.js";
import { candlesInJson } from "./candle-json.js";
import { malformedInput, shown } from "./malformed-input.js";

/** What was read. */
export interface CandleInput {
  /** The files, in the order in which they were read. */
  readonly files: readonly string[];
  /** In the order of time. */
  readonly candles: readonly Candle[];
}

const READERS: ReadonlyMap<string, (file: string, text: string) => readonly PlacedCandle[]> = new Map([
  [".csv", candlesInCsv],
  [".json", candlesInJson],
]);

/**
 * Reads the candles of one file or of all that match a glob, in the order of their names: `.csv` or `.json` (see
 * {@link candlesInCsv} and {@link candlesInJson}). Everything is checked before anything is returned; a candle that cannot
 * be true is not malformed and is returned.
 *
 * @throws {HandoffError} `INPUT_MALFORMED` for a file that is missing or wrong, with the place in it.
 */
export async function readCandles(pattern: string): Promise<CandleInput> {
  const files = await filesOf(pattern);
  const candles: Candle[] = [];
  let previous: { readonly file: string; readonly place: string; readonly time: number } | undefined;
  for (const file of files) {
    for (const { candle, place } of await candlesOf(file)) {
      const { time } = candle;
      if (previous !== undefined && time <= previous.time) {
        const before = `${previous.file === file ? "" : `${previous.file}, `}${previous.place}`;
        throw malformedInput({
          file,
          place,
          expected: `a time after that of ${before}, ${iso(previous.time)}`,
          found: iso(time),
        });
      }
      candles.push(candle);
      previous = { file, place, time };
    }
  }
  return { files, candles };
}

async function candlesOf(file: string): Promise<readonly PlacedCandle[]> {
  const read = READERS.get(extname(file).toLowerCase());
  if (read === undefined) {
    throw malformedInput({ file, expected: "a name that ends in .csv or .json", found: shown(extname(file)) });
  }
  const candles = read(file, await readFile(file, "utf8"));
  if (candles.length > 0) return candles;
  throw malformedInput({ file, expected: "at least one candle", found: "none" });
}

/** A name is a name before it is a pattern: brackets in it are its own. */
async function filesOf(pattern: string): Promise<readonly string[]> {
  const there = await stat(pattern).catch(() => undefined);
  if (there?.isFile() === true) return [pattern];
  if (there !== undefined) throw malformedInput({ file: pattern, expected: "a file or a glob", found: "a directory" });
  const files = await glob(pattern, { absolute: isAbsolute(pattern), expandDirectories: false });
  if (files.length > 0) return files.sort();
  throw malformedInput({ file: pattern, expected: "a file, or a glob that matches one", found: "none" });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
