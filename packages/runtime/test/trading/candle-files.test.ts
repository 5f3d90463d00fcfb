import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCandles } from "../../src/trading/candle-files.js";
import { URTH } from "./recordings.js";

const HEADER = "timestamp,open,high,low,close,volume";
const HELP = "Nothing was published; correct the file and start again.";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "candles-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

function jsonCandle(hour: number, parts: Readonly<Record<string, unknown>> = {}): unknown {
  const prices = { open: "100", high: "110.5", low: "95", close: "105" };
  const openTimeInMillis = Date.UTC(2026, 0, 5, hour);
  return { base: "URTH", counter: "USD", sizeInMillis: 3_600_000, openTimeInMillis, ...prices, volume: "7", ...parts };
}

/** The message without the directory, which is another one each time. */
async function failureOf(pattern: string): Promise<string> {
  const failure: unknown = await readCandles(pattern).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "HandoffError", code: "INPUT_MALFORMED" });
  return (failure as Error).message.replaceAll(`${directory}/`, "");
}

describe("readCandles", () => {
  it("reads CSV", async () => {
    const path = await file(
      "good.csv",
      `${HEADER}\n2026-01-05T00:00:00.000Z,100,110.5,95,1.05e2,0\n2026-01-05T01:00Z,1,2,3,4,5\n`,
    );
    expect(await readCandles(path)).toEqual({
      files: [path],
      candles: [
        { time: Date.UTC(2026, 0, 5), open: 100, high: 110.5, low: 95, close: 105, volume: 0 },
        // Impossible, but not malformed: it goes on, to be given up with its reason.
        { time: Date.UTC(2026, 0, 5, 1), open: 1, high: 2, low: 3, close: 4, volume: 5 },
      ],
    });
  });

  it.each([
    ["a byte order mark", `\uFEFF${HEADER}\n2026-01-05T00:00:00Z,1,1,1,1,1`],
    ["Windows line ends", `${HEADER}\r\n2026-01-05T00:00:00Z,1,1,1,1,1\r\n`],
    ["quotes", `${HEADER}\n"2026-01-05T00:00:00Z","1",1,1,1,1\n`],
  ])("reads CSV with %s", async (_, content) => {
    expect((await readCandles(await file("form.csv", content))).candles).toHaveLength(1);
  });

  it("reads JSON of the npm package", async () => {
    const path = await file("good.json", JSON.stringify([jsonCandle(0), jsonCandle(1)]));
    expect((await readCandles(path)).candles[1]).toEqual({
      ...{ time: Date.UTC(2026, 0, 5, 1), open: 100, high: 110.5, low: 95, close: 105, volume: 7 },
    });
  });

  it("reads what a glob matches in the order of the names", async () => {
    await file("part-2.json", JSON.stringify([jsonCandle(2)]));
    await file("part-1.csv", `${HEADER}\n2026-01-05T00:00:00Z,1,1,1,1,1\n`);
    await file("part-10.csv", `${HEADER}\n2026-01-05T01:00:00Z,1,1,1,1,1\n`);
    const { files, candles } = await readCandles(join(directory, "part-*"));
    expect(files.map((path) => path.slice(directory.length + 1))).toEqual(["part-1.csv", "part-10.csv", "part-2.json"]);
    expect(candles).toHaveLength(3);
  });

  it("takes a name with brackets for a name", async () => {
    const path = await file("[odd] *.json", JSON.stringify([jsonCandle(0)]));
    expect((await readCandles(path)).files).toEqual([path]);
  });

  it("reads the three files of URTH", async () => {
    const { files, candles } = await readCandles(URTH.pattern);
    expect([files.length, candles.length]).toEqual([3, 4_172]);
  });
});

describe("a malformed CSV", () => {
  const first = "2026-01-05T00:00:00.000Z,100,110,95,105,10";
  const time = "2026-01-05T01:00:00.000Z";

  it.each([
    ["", 'line 1: expected the header "timestamp,open,high,low,close,volume", found an empty file'],
    [
      "time,open,high,low,close,volume\n",
      'line 1: expected the header "timestamp,open,high,low,close,volume", found "time,open,high,low,close,volume"',
    ],
    [
      `${first}\n`,
      'line 1: expected the header "timestamp,open,high,low,close,volume", found "2026-01-05T00:00:00.000Z,100,110,95,105,10"',
    ],
    [`${HEADER},vwap\n`, `line 1: expected the header "${HEADER}", found "${HEADER},vwap"`],
    [`${HEADER}\n${first}\n${time},1,1,1,1\n`, `line 3: expected 6 values, found 5 in "${time},1,1,1,1"`],
    [`${HEADER}\n${first}\n${time},1,1,1,1,1,1\n`, `line 3: expected 6 values, found 7 in "${time},1,1,1,1,1,1"`],
    [`${HEADER}\n${first}\n\n`, "line 3: expected 6 values, found an empty line"],
    [`${HEADER}\n${first}\n${time},1,abc,1,1,1\n`, 'line 3: expected high to be a decimal number, found "abc"'],
    [`${HEADER}\n${first}\n${time},,1,1,1,1\n`, 'line 3: expected open to be a decimal number, found ""'],
    [`${HEADER}\n${first}\n${time},1,1,1,1,1e999\n`, 'line 3: expected volume to be a decimal number, found "1e999"'],
    [`${HEADER}\n${first}\n${time},1,1,1,0x10,1\n`, 'line 3: expected close to be a decimal number, found "0x10"'],
    [`${HEADER}\n${first}\n${time},1,1, 1,1,1\n`, 'line 3: expected low to be a decimal number, found " 1"'],
    ...["2026-01-05 01:00:00", "2026-01-05T01:00:00+01:00", "1767574800000", "2026-02-30T00:00:00Z", "soon", ""].map(
      (text) => [
        `${HEADER}\n${first}\n${text},1,1,1,1,1\n`,
        `line 3: expected timestamp to be ISO 8601 in UTC, such as 2021-02-19T00:00:00.000Z, found "${text}"`,
      ],
    ),
    [
      `${HEADER}\n${first}\n${first}\n`,
      "line 3: expected a time after that of line 2, 2026-01-05T00:00:00.000Z, found 2026-01-05T00:00:00.000Z",
    ],
    [
      `${HEADER}\n${first}\n2026-01-04T00:00:00Z,1,1,1,1,1\n`,
      "line 3: expected a time after that of line 2, 2026-01-05T00:00:00.000Z, found 2026-01-04T00:00:00.000Z",
    ],
    [
      `${HEADER}\n${first}\n${time},1,"1,1,1,1\n${first}\n${first}\n`,
      "line 3: expected comma-separated values, found CSV_QUOTE_NOT_CLOSED",
    ],
    [
      `${HEADER}\n${first}\n${time},1,1"2,1,1,1\n`,
      "line 3: expected comma-separated values, found INVALID_OPENING_QUOTE",
    ],
    [`${HEADER}\n${first}\n${time},1,"1\n1",1,1,1\n`, 'line 3: expected high to be a decimal number, found "1\\n1"'],
  ])("%j", async (content, message) => {
    expect(await failureOf(await file("bad.csv", content))).toBe(`INPUT_MALFORMED: bad.csv, ${message}. ${HELP}`);
  });

  it("without a candle is refused as a whole", async () => {
    expect(await failureOf(await file("bad.csv", `${HEADER}\n`))).toBe(
      `INPUT_MALFORMED: bad.csv: expected at least one candle, found none. ${HELP}`,
    );
  });
});

describe("a malformed JSON", () => {
  it.each<[readonly unknown[], string]>([
    [[jsonCandle(0), 7], "expected an object, found 7"],
    [[jsonCandle(0), null], "expected an object, found null"],
    [[jsonCandle(0), []], "expected an object, found []"],
    [[jsonCandle(0), jsonCandle(1, { open: 100 })], "expected open to be a decimal number in a text, found 100"],
    [[jsonCandle(0), jsonCandle(1, { high: "" })], 'expected high to be a decimal number in a text, found ""'],
    [
      [jsonCandle(0), jsonCandle(1, { volume: undefined })],
      "expected volume to be a decimal number in a text, found nothing",
    ],
    [
      [jsonCandle(0), jsonCandle(1, { openTimeInMillis: "1767574800000" })],
      'expected openTimeInMillis to be whole milliseconds, found "1767574800000"',
    ],
    [
      [jsonCandle(0), jsonCandle(1, { openTimeInMillis: 1.5 })],
      "expected openTimeInMillis to be whole milliseconds, found 1.5",
    ],
    [
      [jsonCandle(0), jsonCandle(1, { openTimeInMillis: 9e15 })],
      "expected openTimeInMillis to be whole milliseconds, found 9000000000000000",
    ],
    [
      [jsonCandle(0), jsonCandle(1, { base: "AAPL" })],
      'expected base, counter, sizeInMillis as before, "URTH" "USD" 3600000, found "AAPL" "USD" 3600000',
    ],
    [
      [jsonCandle(0), jsonCandle(1, { sizeInMillis: 60_000 })],
      'expected base, counter, sizeInMillis as before, "URTH" "USD" 3600000, found "URTH" "USD" 60000',
    ],
    [
      [jsonCandle(0), jsonCandle(0)],
      "expected a time after that of candle [0], 2026-01-05T00:00:00.000Z, found 2026-01-05T00:00:00.000Z",
    ],
  ])("%j", async (content, message) => {
    const path = await file("bad.json", JSON.stringify(content));
    expect(await failureOf(path)).toBe(`INPUT_MALFORMED: bad.json, candle [1]: ${message}. ${HELP}`);
  });

  it.each([
    ["{}", "expected an array of candles, found {}"],
    ["[]", "expected at least one candle, found none"],
  ])("%s is refused as a whole", async (content, message) => {
    expect(await failureOf(await file("bad.json", content))).toBe(`INPUT_MALFORMED: bad.json: ${message}. ${HELP}`);
  });

  it("that is no JSON is refused", async () => {
    expect(await failureOf(await file("bad.json", "[1,"))).toMatch(
      /^INPUT_MALFORMED: bad\.json: expected JSON, found /,
    );
  });

  it("is cut short in the message", async () => {
    const path = await file("bad.json", JSON.stringify(["x".repeat(500)]));
    expect(await failureOf(path)).toBe(
      `INPUT_MALFORMED: bad.json, candle [0]: expected an object, found "${"x".repeat(76)}.... ${HELP}`,
    );
  });
});

describe("a pattern", () => {
  it.each([
    ["missing.csv", "missing.csv: expected a file, or a glob that matches one, found none"],
    ["*.parquet", "*.parquet: expected a file, or a glob that matches one, found none"],
  ])("%s that matches nothing is refused", async (pattern, message) => {
    expect(await failureOf(join(directory, pattern))).toBe(`INPUT_MALFORMED: ${message}. ${HELP}`);
  });

  it("of a directory is refused", async () => {
    expect((await failureOf(directory)).slice(-120)).toContain("expected a file or a glob, found a directory");
  });

  it("of another kind of file is refused", async () => {
    expect(await failureOf(await file("candles.txt", HEADER))).toBe(
      `INPUT_MALFORMED: candles.txt: expected a name that ends in .csv or .json, found ".txt". ${HELP}`,
    );
  });

  it("of files that overlap in time is refused, with both places", async () => {
    await file("overlap-1.json", JSON.stringify([jsonCandle(0), jsonCandle(1)]));
    await file("overlap-2.json", JSON.stringify([jsonCandle(1), jsonCandle(2)]));
    expect(await failureOf(join(directory, "overlap-*.json"))).toBe(
      `INPUT_MALFORMED: overlap-2.json, candle [0]: expected a time after that of overlap-1.json, candle [1], 2026-01-05T01:00:00.000Z, found 2026-01-05T01:00:00.000Z. ${HELP}`,
    );
  });
});
