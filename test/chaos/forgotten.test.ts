import { Stream } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { checkHistory } from "./checker.js";
import { withoutForgotten } from "./forgotten.js";
import { BreachKind } from "./history.js";
import { rightHistory } from "./right-history.js";

describe("what no server has any more", () => {
  it("is nothing where all is right", () => {
    expect(withoutForgotten(rightHistory())).toMatchObject({ forgotten: 0, known: { accepted: { length: 3 } } });
  });

  it("is counted, and left out of what must be right, with its reply or without", () => {
    const history = rightHistory();
    history.accepted.push({ stream: Stream.SIGNALS, entryId: "0-1", traceId: "x" });
    history.accepted.push({ stream: Stream.SIGNALS, traceId: "y" });
    const { known, forgotten } = withoutForgotten(history);
    expect(forgotten).toBe(2);
    expect(checkHistory(known)).toEqual([]);
  });

  it("is no excuse for an entry that is there and came to nothing, or to half", () => {
    const lost = rightHistory();
    lost.streams[Stream.DECISIONS]?.shift();
    lost.streams[Stream.EXECUTIONS]?.shift();
    const torn = rightHistory();
    torn.streams[Stream.EXECUTIONS]?.shift();
    for (const [history, kind] of [
      [lost, BreachKind.LOST],
      [torn, BreachKind.TORN],
    ] as const) {
      const { known, forgotten } = withoutForgotten(history);
      expect(forgotten).toBe(0);
      expect(checkHistory(known).map((breach) => breach.kind)).toContain(kind);
    }
  });
});
