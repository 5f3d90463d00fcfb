import { consumerGroupName, handoffStreamName } from "@handoff/contracts";
import { describe, expect, it } from "vitest";

describe("names on the wire", () => {
  it("spells a point-to-point stream {source}_{target}", () => {
    expect(handoffStreamName("signals", "reasoning")).toBe("signals_reasoning");
  });

  it("spells a consumer group {target}_agents", () => {
    expect(consumerGroupName("reasoning")).toBe("reasoning_agents");
  });

  it.each(["", "Signals", "sig nals", "1signals", "signals:x", "{p}"])("refuses %j as a part of a name", (part) => {
    expect(() => handoffStreamName(part, "reasoning")).toThrow(expect.objectContaining({ code: "NAME_INVALID" }));
    expect(() => consumerGroupName(part)).toThrow(expect.objectContaining({ code: "NAME_INVALID" }));
  });
});
