import { describe, expect, it } from "vitest";
import type { Log } from "../../src/observability/log.js";
import { logObserver } from "../../src/observability/log-observer.js";

describe("the log of what happens", () => {
  it("has one line for all that one hand-off was fenced of", async () => {
    const lines: Parameters<Log>[] = [];
    const observe = logObserver((...line) => lines.push(line));
    for (const entryId of ["1-0", "2-0", "3-0"]) observe({ kind: "fenced", agent: "Reviewer", entryId });
    observe({ kind: "fenced", agent: "Archivist", entryId: "1-0" });
    await Promise.resolve();
    observe({ kind: "fenced", agent: "Reviewer", entryId: "4-0" });
    await Promise.resolve();
    const message = "fenced: settled by someone else";
    expect(lines).toEqual([
      ["warning", message, { agent: "Reviewer", entry_id: "1-0", count: 3 }],
      ["warning", message, { agent: "Archivist", entry_id: "1-0", count: 1 }],
      ["warning", message, { agent: "Reviewer", entry_id: "4-0", count: 1 }],
    ]);
  });
});
