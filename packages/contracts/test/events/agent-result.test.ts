import { agentResult } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultPath } from "./payload-borders.js";

describe("agent_result", () => {
  it.each<object>([{}, { answer: 42 }, { deep: [{ deeper: [null, true, "x"] }] }, { constructor: 1, toString: null }])(
    "takes %j",
    (data) => {
      expect(faultPath(agentResult, data)).toBeUndefined();
    },
  );

  it.each([
    ["", []],
    ["", null],
    ["", "text"],
    ["when", { when: new Date(0) }],
    ["deep.0.big", { deep: [{ big: 1n }] }],
    ["gone", { gone: undefined }],
  ])("refuses what is no JSON object, at %j", (path, data) => {
    expect(faultPath(agentResult, data)).toBe(path);
  });
});
