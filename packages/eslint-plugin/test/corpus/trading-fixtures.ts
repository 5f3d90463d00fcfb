// @ts-nocheck
import { randomUUID } from "node:crypto";
import { decodeEvent, encodeEvent, type EventEnvelope, FieldName, Stream, tradeExecution } from "@handoff/contracts";
import { openMemoryStore } from "@handoff/runtime";
import { describe, expect, it, vi } from "vitest";

// A builder of events with what a test wants to be different.
function anExecution(overrides: Partial<EventEnvelope> = {}): EventEnvelope {
  return {
    [FieldName.TYPE]: "trade_execution",
    [FieldName.TRACE_ID]: randomUUID(),
    timestamp: "2026-01-05T10:00:00Z", // expect: no-raw-string-key rawKey
    ...overrides,
  };
}

// Its use; what an assertion lists is no payload.
it("grades a fill", () => {
  const event = anExecution({ [FieldName.DATA]: { [FieldName.SIDE]: "buy" } });
  expect(event["type"]).toBe("trade_execution"); // expect: no-raw-string-key rawKey
  expect(event[FieldName.DATA]).toHaveProperty("side", "buy");
  expect(event).toMatchObject({ type: "trade_execution", data: { side: "buy" } });
});

// What was published to a fake.
it("publishes once", async () => {
  const publish = vi.fn();
  await agent.processEvent(anExecution(), { publish });
  expect(publish).toHaveBeenCalledWith(Stream.GRADES, expect.objectContaining({ type: "grade" }));
  const [, published] = publish.mock.calls[0];
  expect(published.type).toBe("grade");
});

// A round trip.
it("keeps what it is given", () => {
  const decoded = decodeEvent(encodeEvent(anExecution()));
  expect(decoded.trace_id).toHaveLength(36); // expect: no-raw-string-key rawKey
  expect(decoded[FieldName.TYPE].length).toBeGreaterThan(0);
});

// Fixtures of the broker's answers, in the broker's words.
const fills = [
  { side: "buy", price: "100.5", order_id: "a" },
  { side: "sell", price: "99.5", order_id: "b" },
];
it.each(fills)("understands $side", ({ side, price }) => {
  expect(fillOf({ side, price })).toBeDefined();
});

// An entry of the memory store.
it("stores flat fields", async () => {
  const store = openMemoryStore();
  const [entry] = await store.xrange(Stream.EXECUTIONS, "-", "+");
  expect(entry[1]).toContain("trace_id");
  const [, fields] = entry;
  expect(fields.indexOf("trace_id")).toBe(0); // expect: no-raw-string-key rawKey
});

// A fake agent in a test that does no work needs neither a trace nor signs of life.
it("counts what it saw", async () => {
  class CountingAgent {
    seen = 0;
    async processEvent(event) {
      this.seen += 1;
      this.last = event[FieldName.TYPE];
    }
  }
  expect(new CountingAgent().seen).toBe(0);
});

// A schema's refusal.
it("refuses a fill without a price", () => {
  const { success, error } = tradeExecution.safeParse({ [FieldName.TYPE]: "trade_execution" });
  expect(success).toBe(false);
  expect(error.issues[0].path).toEqual(["data", "fill_price"]);
});

// A snapshot of a page of the report, by names of HTML.
it("renders", () => {
  const row = document.createElement("tr");
  expect(row.dataset.symbol).toBe("BTC/USD");
  expect(document.querySelector("[data-side]").getAttribute("data-side")).toBe("buy");
});

// A reader of rows that a mock of the pool hands out.
it("reads rows", async () => {
  const pool = { query: vi.fn().mockResolvedValue({ rows: [{ symbol: "BTC/USD" }] }) };
  const { rows } = await pool.query("select 1");
  expect(rows[0].symbol).toBe("BTC/USD"); // expect: no-raw-string-key rawKey
});
