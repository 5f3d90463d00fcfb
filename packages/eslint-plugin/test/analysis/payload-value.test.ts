import { describe, expect, it } from "vitest";
import { better, elementOfValue, isKeyOf, memberOfValue, strong, WEAK } from "../../src/analysis/payload-value.js";

describe("the names on a value", () => {
  it("are keys of a payload unless every object has them", () => {
    expect(isKeyOf(strong(), "side")).toBe(true);
    expect(isKeyOf(strong(), "size")).toBe(true);
    expect(isKeyOf(strong(), "length")).toBe(false);
    expect(isKeyOf(strong(), "toString")).toBe(false);
  });

  it("are no keys of a list, of a query's result, of a parser's result", () => {
    expect(isKeyOf(strong("list"), "side")).toBe(false);
    expect(isKeyOf(strong("queryResult"), "rowCount")).toBe(false);
    expect(isKeyOf(strong("parseResult"), "success")).toBe(false);
  });

  it("are keys of a stream entry beyond its wrapper's own", () => {
    expect(isKeyOf(strong("entries"), "side")).toBe(true);
    expect(isKeyOf(strong("entries"), "messages")).toBe(false);
    expect(isKeyOf(strong("entries"), "id")).toBe(false);
  });
});

describe("the parts of a value", () => {
  it("are payloads where the wrapper holds them", () => {
    expect(memberOfValue(strong("queryResult"), "rows")).toEqual(strong("list"));
    expect(memberOfValue(strong("queryResult"), "fields")).toBeUndefined();
    expect(memberOfValue(strong("parseResult"), "data")).toEqual(strong());
    expect(memberOfValue(strong("parseResult"), "error")).toBeUndefined();
    expect(memberOfValue(strong("entries"), "message")).toEqual(strong());
    expect(memberOfValue(strong("entries"), "messages")).toEqual(strong("entries"));
  });

  it("keep the strength of the whole", () => {
    expect(memberOfValue(WEAK, "indicators")).toEqual(WEAK);
    expect(elementOfValue(strong("list"))).toEqual(strong());
    expect(elementOfValue(strong("entries"))).toEqual(strong("entries"));
    expect(elementOfValue(strong("parseResult"))).toBeUndefined();
  });
});

describe("better", () => {
  it("prefers strong evidence, and the first of equals", () => {
    expect(better(WEAK, strong("list"))).toEqual(strong("list"));
    expect(better(strong(), WEAK)).toEqual(strong());
    expect(better(undefined, WEAK)).toEqual(WEAK);
    expect(better(undefined, undefined)).toBeUndefined();
  });
});
