import { describe, expect, it } from "vitest";
import { implausibility } from "../../src/trading/candle.js";
import { bar } from "./made-candles.js";

const sound = bar({ open: 100, high: 110, low: 95, close: 105, volume: 10 });

function reasonFor(parts: Parameters<typeof bar>[0], previousClose?: number): string | undefined {
  return implausibility({ ...sound, ...parts }, { previousClose, maxJump: 0.25 });
}

describe("implausibility", () => {
  it("believes a candle that holds together", () => {
    expect(reasonFor({})).toBeUndefined();
    expect(reasonFor({ volume: 0 })).toBeUndefined();
    expect(reasonFor({ open: 100, high: 100, low: 100, close: 100 })).toBeUndefined();
  });

  it.each([
    [{ open: 0 }, "open 0 is not a positive price"],
    [{ high: -1 }, "high -1 is not a positive price"],
    [{ low: NaN }, "low NaN is not a positive price"],
    [{ close: Infinity }, "close Infinity is not a positive price"],
    [{ volume: -1 }, "volume -1 is not an amount"],
    [{ volume: NaN }, "volume NaN is not an amount"],
    [{ high: 90 }, "high 90 is below low 95"],
    [{ open: 111 }, "open 111 is above high 110"],
    [{ open: 94 }, "open 94 is below low 95"],
    [{ close: 110.5 }, "close 110.5 is above high 110"],
    [{ close: 94.5 }, "close 94.5 is below low 95"],
  ])("does not believe %j", (parts, reason) => {
    expect(reasonFor(parts)).toBe(reason);
  });

  it("believes a jump up to the bound and none beyond it", () => {
    // 105 / 84 − 1 = 25 %, 105 / 140 − 1 = −25 %.
    expect(reasonFor({}, 84)).toBeUndefined();
    expect(reasonFor({}, 140)).toBeUndefined();
    expect(reasonFor({}, 83.9)).toBe("close 105 is 25.1 % from the close before, 83.9; at most 25.0 % is believed");
    expect(reasonFor({}, 141)).toBe("close 105 is 25.5 % from the close before, 141; at most 25.0 % is believed");
  });
});
