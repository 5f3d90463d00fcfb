import assert from "node:assert/strict";
import { test } from "node:test";
import { AnalyserAgent } from "../src/analyser-agent.js";
import { encode } from "../src/codec.js";
import { consumeResults, consumeSamples, createGroups } from "../src/consume.js";
import type { ResultData } from "../src/events.js";
import { takeIn } from "../src/intake.js";
import { Liveness } from "../src/liveness.js";
import { barcode } from "../src/old/barcode.js";
import { ResultsRepository } from "../src/results-repository.js";
import { ReviewAgent } from "../src/review-agent.js";
import type { Entry, Store } from "../src/store.js";
import { wardPage } from "../src/ward-page.js";

const NOW = "2026-05-01T08:00:00Z";
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** As much of Redis as the lab uses. */
function createFake() {
  const streams = new Map<string, Entry[]>();
  const groups = new Map<string, number>();
  const hashes = new Map<string, Record<string, string>>();
  const log: string[] = [];
  const entriesOf = (stream: string): Entry[] => streams.get(stream) ?? streams.set(stream, []).get(stream) ?? [];
  const store: Store = {
    async xadd(stream, _id, ...words) {
      const id = `${entriesOf(stream).length + 1}-0`;
      entriesOf(stream).push([id, words]);
      return id;
    },
    async xgroup(_command, stream, group) {
      groups.set(`${stream} ${group}`, 0);
    },
    async xreadgroup(_word, group, _consumer, _streams, stream = "") {
      const start = groups.get(`${stream} ${group}`);
      if (start === undefined) throw new Error(`NOGROUP ${stream} ${group}`);
      groups.set(`${stream} ${group}`, entriesOf(stream).length);
      return [[stream, entriesOf(stream).slice(start)]];
    },
    async xack(stream, group, id) {
      log.push(`acknowledged ${stream} ${group} ${id}`);
      return 1;
    },
    async hset(key, fields) {
      hashes.set(key, { ...hashes.get(key), ...fields });
      return 1;
    },
    async hgetall(key) {
      return hashes.get(key) ?? {};
    },
  };
  const parts = { store, liveness: new Liveness(store), log: { info: (text: string) => void log.push(text) } };
  const wire = (stream: string): string[][] =>
    entriesOf(stream).map(([, fields]) => fields.map((field) => (UUID.test(field) ? "<uuid>" : field)));
  return { store, parts, wire, log, hashes };
}

test("a sample is measured and reviewed, and each entry has its fields in order", async () => {
  const { store, parts, wire, log, hashes } = createFake();
  await createGroups(store);
  await takeIn(store, "S1;glucose;9.1;mmol/L", NOW);
  await takeIn(store, "S2;glucose;5", NOW);
  assert.equal(await consumeSamples(store, new AnalyserAgent(parts)), 2);
  assert.equal(await consumeResults(store, new ReviewAgent(parts)), 2);
  const envelope = ["trace_id", "<uuid>", "timestamp", NOW];
  assert.deepEqual(wire("samples"), [
    [
      "type",
      "sample",
      "data",
      '{"sample_id":"S1","analyte":"glucose","value":9.1,"unit":"mmol/L"}',
      ...envelope,
      "source_agent",
      "intake",
    ],
    [
      "type",
      "sample",
      "data",
      '{"sample_id":"S2","analyte":"glucose","value":5}',
      ...envelope,
      "source_agent",
      "intake",
    ],
  ]);
  const result =
    '{"sample_id":"S1","analyte":"glucose","value":9.1,"unit":"mmol/L","range":{"low":3.9,"high":5.5},"flag":"high"}';
  assert.deepEqual(wire("results")[0], ["type", "result", "data", result, "source_agent", "analyser", ...envelope]);
  assert.deepEqual(wire("reviews"), [
    [
      "type",
      "review",
      "data",
      '{"sample_id":"S1","reviewer":"review","comment":"glucose 9.1 mmol/L is high (3.9 to 5.5)","ward":"7b"}',
      ...envelope,
    ],
  ]);
  assert.deepEqual(log.slice(-2), ["handed over", "acknowledged results reviewers 2-0"]);
  assert.deepEqual(hashes.get("sample:S1"), { analyte: "glucose", flag: "high" });
  assert.deepEqual(hashes.get("agent:analyser"), { source_agent: "analyser", timestamp: "done" });
  assert.equal(await parts.liveness.isIdle("analyser"), true);
});

test("what cannot be worked on is a dead letter", async () => {
  const { store, parts, wire } = createFake();
  await createGroups(store);
  const event = { type: "sample", data: null, trace_id: "t", timestamp: NOW, source_agent: "x" };
  await store.xadd("samples", "*", ...encode(event));
  await consumeSamples(store, new AnalyserAgent(parts));
  const [letter = []] = wire("lab_dead_letters");
  assert.deepEqual(letter.slice(0, 3), ["failed_event", JSON.stringify(event), "error"]);
});

test("rows, barcodes and the page", async () => {
  const values: unknown[] = [];
  const rows = [
    { sample_id: "S1", analyte: "glucose", value: 9, flag: "high" },
    { sample_id: "S2", analyte: "glucose", value: 5, flag: "normal" },
  ];
  const repository = new ResultsRepository({
    query: async (_text, given = []) => {
      values.push(...given);
      return { rows };
    },
  });
  assert.deepEqual(await repository.abnormal(), ["S1"]);
  assert.equal(await repository.mean("glucose"), 7);
  await repository.save({ ...rows[0], range: { low: 1, high: 2 } } as ResultData);
  assert.deepEqual(values, ["glucose", "S1", "glucose", 9, "high"]);
  assert.equal(barcode({ data: '{"sample_id":"S1","analyte":"glucose"}' }), "S1|glucose");
  assert.equal(
    wardPage({ query: {} }, [{ name: "a", value: 1 }]),
    '{"type":"page","range":"day","flag":false,"value":[1]}',
  );
});
