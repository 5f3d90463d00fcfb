import { describe, expect, it } from "vitest";
import { PayloadEvidence } from "../../src/analysis/payload-evidence.js";
import { DEFAULT_PAYLOAD_OPTIONS } from "../../src/analysis/payload-options.js";
import { parse } from "../parse.js";

/** Shape and strength of an expression, as `strong record`. */
function evidence(expression: string, text: string): string | undefined {
  const { facts, expression: find } = parse(text);
  const value = new PayloadEvidence(facts, DEFAULT_PAYLOAD_OPTIONS).of(find(expression));
  return value && `${value.strength} ${value.shape}${value.mixed ? " mixed" : ""}`;
}

describe("evidence", () => {
  it("follows a payload through names, copies and choices", () => {
    expect(evidence("b", "const a = decodeEvent(x); const b = a; use(b);")).toBe("strong record");
    expect(evidence("{ ...a }", "const a = decodeEvent(x); use({ ...a });")).toBe("strong record");
    expect(evidence("y ?? a", "const a = decodeEvent(x); use(y ?? a);")).toBe("strong record");
    expect(evidence("c", "let c; if (x) c = decodeEvent(x); use(c);")).toBe("strong record");
    expect(evidence("d", "const d = other(x); use(d);")).toBeUndefined();
  });

  it("takes wrappers apart", () => {
    expect(evidence("rows", "const { rows } = await db.query(sql); use(rows);")).toBe("strong list");
    expect(evidence("rows", "const [rows] = await db.query(sql); use(rows);")).toBe("strong list");
    expect(evidence("r.row", "for (const r of await db.query(sql)) use(r.row);")).toBe("strong record");
    expect(evidence("fields", "for (const [id, fields] of await redis.xrange(s)) use(fields);")).toBe("strong entries");
  });

  it("knows a parameter by its calls, and says when some bring something else", () => {
    expect(evidence("p.x", "function f(p) { use(p.x); } f(decodeEvent(x));")).toBe("strong record");
    expect(evidence("p.x", "function f(p) { use(p.x); } f(decodeEvent(x)); f(1);")).toBe("strong record mixed");
    expect(evidence("p.x", "function f(p: Shape) { use(p.x); } f(decodeEvent(x));")).toBeUndefined();
  });

  it("lets an array or a text be what a type says, and no record", () => {
    const entries =
      "const [entries, total] = await Promise.all([redis.xrange(s) as [string, string[]][], redis.xlen(s)]);";
    expect(evidence("entries", `${entries} use(entries);`)).toBe("strong entries");
    expect(evidence("total", `${entries} use(total);`)).toBeUndefined();
    expect(evidence("text", "const text: string = decodeEvent(x).data; use(text);")).toBe("strong text");
    expect(
      evidence("parsed", "const text: string = decodeEvent(x).data; const parsed = JSON.parse(text); use(parsed);"),
    ).toBe("strong record");
    expect(evidence("data", "const data = decodeEvent(x) as unknown[]; use(data);")).toBeUndefined();
    expect(evidence("data", "function f(data: string[]) { use(data); }")).toBeUndefined();
  });

  it("sees what a list of calls brings, but not what is made of rows", () => {
    expect(evidence("all", "const all = await Promise.all(ids.map((id) => redis.hgetall(id))); use(all);")).toBe(
      "strong list",
    );
    expect(
      evidence("all", "const all = rows.map((row) => ({ ...decodeEvent(row), at: 1 })); use(all);"),
    ).toBeUndefined();
  });

  it("takes a cast or a return type for a declaration", () => {
    expect(evidence("order", "const order = raw as BrokerOrder; use(order);")).toBeUndefined();
    expect(
      evidence("order", "const order = last(); function last(): BrokerOrder { return x; } use(order);"),
    ).toBeUndefined();
    expect(evidence("row", "function f(rows: Leg[]) { rows.map((row) => use(row)); }")).toBeUndefined();
    expect(evidence("row", "function f(rows: Leg[]) { for (const row of rows) use(row); }")).toBeUndefined();
    expect(evidence("row", "function f(rows: unknown[]) { for (const row of rows) use(row); }")).toBe("weak record");
  });

  it("knows a type by what its module calls it", () => {
    const contracts = 'import type { EventEnvelope as Envelope, Topology } from "@handoff/contracts";';
    expect(evidence("a", `${contracts} function f(a: Envelope) { use(a); }`)).toBe("strong record");
    expect(evidence("a", `${contracts} function f(a: Topology) { use(a); }`)).toBeUndefined();
    const dom = 'import type { UiEvent as EventEnvelope } from "./ui.js";';
    expect(evidence("event", `${dom} function f(event: EventEnvelope) { use(event); }`)).toBeUndefined();
  });

  it("takes the type of a part from the type that spells it out", () => {
    expect(evidence("a", "function f({ a }: { a: EventData }) { use(a); }")).toBe("strong record");
    expect(evidence("a", "function f({ a }: { b: EventData }) { use(a); }")).toBeUndefined();
    expect(evidence("a", "interface Props { a: EventData[] } function f({ a = [] }: Props) { use(a); }")).toBe(
      "strong list",
    );
    expect(evidence("b", "type Props = { b: DbRow }; const f = ({ b, ...data }: Props) => use(b);")).toBe(
      "strong record",
    );
    expect(
      evidence("data", "type Props = { b: DbRow }; const f = ({ b, ...data }: Props) => use(data);"),
    ).toBeUndefined();
    expect(evidence("row", "function f({ rows }: TableProps) { rows.map((row) => use(row)); }")).toBeUndefined();
    expect(evidence("row", "function f({ rows }) { rows.map((row) => use(row)); }")).toBe("weak record");
  });

  it("sees the type of the parameters that are left", () => {
    expect(evidence("a", "function f(...a: EventData[]) { use(a); }")).toBe("strong list");
    expect(evidence("data", "function f(...data: Leg[]) { use(data); }")).toBeUndefined();
    expect(evidence("a", "function f(...a) { use(a); }")).toBeUndefined();
  });

  it("is weak by name, unless a declaration speaks against it", () => {
    expect(evidence("order", "function f(order) { use(order); }")).toBe("weak record");
    expect(evidence("order", "function f(order: Order) { use(order); }")).toBeUndefined();
    expect(evidence("order", "function f(order: unknown) { use(order); }")).toBe("weak record");
    expect(evidence("order", 'import { order } from "./order.js"; use(order);')).toBeUndefined();
    expect(evidence("reorder", "function f(reorder) { use(reorder); }")).toBeUndefined();
  });

  it("ends where values go in a circle", () => {
    expect(evidence("a", "let a = b; let b = a; use(a);")).toBeUndefined();
    expect(evidence("f(1)", "function f(x) { return f(x); } use(f(1));")).toBeUndefined();
  });

  it("ends on chains of any length", () => {
    const names = Array.from({ length: 5000 }, (_, index) => `const v${index + 1} = v${index};`).join("\n");
    const { facts, expression } = parse(`const v0 = decodeEvent(x);\n${names}\nuse(v5000);`);
    const analysis = new PayloadEvidence(facts, DEFAULT_PAYLOAD_OPTIONS);
    expect(() => analysis.of(expression("v5000"))).not.toThrow();
  });
});
