import { FieldName } from "@handoff/contracts";
import { Metrics } from "@handoff/runtime";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bench, labTopology, passOn, Reviewer, unreliable } from "../lab.js";
import * as LabField from "../lab-field.js";
import { promtool } from "./promtool.js";

let bench: Bench;
let metrics: Metrics;
beforeEach(() => {
  bench = new Bench();
  metrics = new Metrics({ topology: labTopology, store: bench.store, clock: bench.clock });
});
afterEach(() => bench.stop());

/** The samples of the text format, by name and labels. */
async function samples(): Promise<Readonly<Record<string, number>>> {
  const lines = (await metrics.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => [line.replace(/ [^ ]+$/, ""), Number(line.split(" ").at(-1))]));
}

/** Passes reviews on; the sample "bad" fails each time. */
const sorting = new Reviewer((event, traceId, context) => {
  const { [LabField.SAMPLE]: sample } = event[FieldName.DATA];
  if (sample === "bad") throw new Error("out of reagent");
  return passOn(event, traceId, context);
});

describe("metrics of a run", () => {
  it("count what the runtime's events tell", async () => {
    await bench.add("a", "bad", "b");
    await bench.start([sorting], { observe: metrics.observe, startFrom: "0", limits: { retries: 2 } });
    await bench.clock.advance(60_000);
    expect(await samples()).toMatchObject({
      'handoff_hand_offs_total{agent="Reviewer"}': 2,
      'handoff_events_published_total{agent="Reviewer",stream="reviews"}': 2,
      'handoff_retries_total{agent="Reviewer"}': 2,
      'handoff_dead_letters_total{agent="Reviewer",code="HANDLER_FAILED"}': 1,
      'handoff_fenced_total{agent="Reviewer"}': 0,
      'handoff_processing_duration_seconds_count{agent="Reviewer"}': 2,
      'handoff_hop_latency_seconds_count{agent="Reviewer"}': 2,
      'handoff_stream_entries{stream="results"}': 3,
      'handoff_stream_entries{stream="dlq_events"}': 1,
      'handoff_group_lag_entries{stream="results",group="reviewing_agents"}': 0,
      'handoff_group_lag_entries{stream="reviews",group="archiving_agents"}': 2,
      handoff_store_up: 1,
    });
  });

  it("time the handler and the hop apart, in seconds", async () => {
    const slow = new Reviewer(() => bench.clock.sleep(250));
    await bench.add("a");
    await bench.clock.advance(2_000);
    await bench.start([slow], { observe: metrics.observe, startFrom: "0" });
    await bench.clock.advance(1_000);
    expect(await samples()).toMatchObject({
      'handoff_processing_duration_seconds_sum{agent="Reviewer"}': 0.25,
      'handoff_hop_latency_seconds_sum{agent="Reviewer"}': 2.25,
    });
  });

  it("tell which state a breaker is in", async () => {
    const broken = new Reviewer(() => Promise.reject(new Error("down")));
    await bench.add("a", "b");
    const breaker = { failureThreshold: 2, resetTimeoutMs: 10_000 };
    await bench.start([broken], { observe: metrics.observe, startFrom: "0", breaker });
    const state = async () =>
      Object.entries(await samples()).filter(([name, value]) => name.startsWith("handoff_breaker") && value === 1);
    expect(await state()).toEqual([['handoff_breaker_state{agent="Reviewer",state="closed"}', 1]]);
    await bench.clock.advance(1_000);
    expect(await state()).toEqual([['handoff_breaker_state{agent="Reviewer",state="open"}', 1]]);
  });

  it("tell what is pending and for how long", async () => {
    const idle = new Reviewer(() => new Promise(() => undefined));
    await bench.add("a", "b");
    await bench.start([idle], { observe: metrics.observe, startFrom: "0", limits: { drainMs: 0 } });
    await bench.clock.advance(30_000);
    expect(await samples()).toMatchObject({
      'handoff_group_pending_entries{stream="results",group="reviewing_agents"}': 2,
      'handoff_group_oldest_pending_seconds{stream="results",group="reviewing_agents"}': 30,
    });
  });

  it("are bounded in number: a foreign group has no series", async () => {
    await bench.store.ensureGroups([{ stream: "results", group: "somebody", startFrom: "0" }]);
    expect(await metrics.text()).not.toContain("somebody");
  });

  it("go on where the store does not answer, and say so", async () => {
    const outage = { down: true };
    metrics = new Metrics({ topology: labTopology, store: unreliable(bench.store, "inspect", outage) });
    metrics.observe({ kind: "fenced", agent: "Reviewer", entryId: "1-0" });
    const down = await samples();
    expect(down).toMatchObject({ handoff_store_up: 0, 'handoff_fenced_total{agent="Reviewer"}': 1 });
    expect(Object.keys(down).filter((name) => name.startsWith("handoff_stream"))).toEqual([]);
    outage.down = false;
    expect(await samples()).toMatchObject({ handoff_store_up: 1, 'handoff_stream_entries{stream="results"}': 0 });
  });

  it("stand beside a service's own", async () => {
    const registry = new Registry();
    metrics = new Metrics({ topology: labTopology, store: bench.store, registry });
    expect(registry.getMetricsAsArray().length).toBeGreaterThan(10);
  });

  it("are read twice at a time, whole each time", async () => {
    const [one, two] = await Promise.all([metrics.text(), metrics.text()]);
    expect(one).toContain('handoff_stream_entries{stream="reviews"} 0');
    expect(two).toBe(one);
  });
});

describe("promtool", () => {
  it("accepts every metric", async () => {
    await bench.add("a", "bad");
    await bench.start([sorting], { observe: metrics.observe, startFrom: "0", limits: { retries: 1 } });
    await bench.clock.advance(60_000);
    metrics.observe({ kind: "given_back", agent: "Reviewer", count: 1, reason: "drain" });
    metrics.observe({ kind: "duplicate", agent: "Analyser", stream: "results", eventId: "a" });
    metrics.observe({ kind: "passed_over", agent: "Reviewer", entryId: "1-0" });
    const text = await metrics.text();
    expect(text).toContain('handoff_passed_over_total{agent="Reviewer"} 1');
    // The checker passes over a metric without a sample.
    for (const { name } of metrics.registry.getMetricsAsArray()) expect(text).toMatch(new RegExp(`^${name}[_{ ]`, "m"));
    expect(await promtool(text)).toBe("");
  });

  it.each([
    ["a counter without _total", "fenced_total", "fenced_count"],
    ["a unit cut short", "handoff_store_up", "handoff_store_ms"],
    ["a metric without help", "# HELP handoff_fenced_total", "# HELP handoff_other_total"],
  ])("would refuse %s", async (_name, from, to) => {
    metrics.observe({ kind: "agent_started", agent: "Reviewer" });
    expect(await promtool((await metrics.text()).replaceAll(from, to))).not.toBe("");
  });
});
