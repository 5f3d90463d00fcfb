// @ts-nocheck
// A job of a warehouse's queue: one key of ours says what the others beside it are.

const CAUSES = new Set(["recount", "return"]);

export function parseRecountJob(data: unknown): RecountJob | null {
  if (typeof data !== "object" || data === null) return null;
  const d = data as Record<string, unknown>;
  if (typeof d["shelf"] !== "string" || !CAUSES.has(d["cause"] as string)) return null; // expect: no-raw-string-key unregisteredKey, no-raw-string-key unregisteredKey
  return { shelf: d["shelf"], quantity: Number(d["quantity"]), kind: d["type"] }; // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey, no-raw-string-key rawKey
}

/** Letters are the wire of somebody else, here of a scanner. */
export function scanOf(event: Record<string, unknown>) {
  return { at: event["t"], count: Number(event["n"]), agent: event["agent"] }; // expect: no-raw-string-key rawKey
}

/** What a declaration says is something else stays so in any company. */
export function fromSupplier(lines: SupplierLine[], raw: unknown) {
  const order = raw as SupplierOrder;
  for (const row of lines) count(row["quantity"]);
  return [order["quantity"], lines.map((row) => row["quantity"]), lines.find((row) => row["shelf"])];
}
