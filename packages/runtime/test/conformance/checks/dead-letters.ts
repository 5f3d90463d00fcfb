import { expect } from "vitest";
import type { ReplayTarget } from "../../../src/ports/dead-letter-store.js";
import { MAX_BATCH, MAX_FIELDS } from "../../../src/ports/event-store.js";
import type { Checks, StoreFixture } from "../fixture.js";
import { append, carried, carrying, everything, ONE, WORK } from "../steps.js";

const LETTERS = "letters";
const AT = 5_000;

/** Where events with this text go back to. */
function back(text: string): ReplayTarget {
  return { ...WORK, fields: carrying(text), once: text };
}

/** Dead letters with these texts, and the group that their events came from; yields their ids. */
async function giveUp({ store }: Pick<StoreFixture, "store">, ...texts: readonly string[]): Promise<string[]> {
  await store.ensureGroups([{ ...WORK, startFrom: "$" }]);
  return append(store, texts, LETTERS);
}

export const deadLetterChecks: Checks = {
  "a discarded dead letter leaves its stream, and is kept as it was": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "a", "b");
    const resolution = { id, fields: carrying("a"), at: AT, position: AT };
    const resolved = await store.resolve({ stream: LETTERS, letters: [{ id }], at: AT });
    expect(resolved).toEqual([{ id, kind: "resolved", resolution, fresh: true }]);
    expect(carried(await everything(store, LETTERS))).toEqual(["b"]);
    expect(await store.resolution(LETTERS, id)).toEqual(resolution);
  },

  "a replayed dead letter leaves its stream, and its event is added where it goes": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "letter");
    const [resolved] = await store.resolve({ stream: LETTERS, letters: [{ id, replay: back("event") }], at: AT });
    const [entry] = await everything(store, WORK.stream);
    expect(entry?.fields).toEqual(carrying("event"));
    const replay = { stream: WORK.stream, entryId: entry?.id };
    const resolution = { id, fields: carrying("letter"), at: AT, position: AT, replay };
    expect(resolved).toEqual({ id, kind: "resolved", resolution, fresh: true });
    expect(await everything(store, LETTERS)).toEqual([]);
    expect(await store.resolution(LETTERS, id)).toEqual(resolution);
    expect(carried(await store.read({ ...ONE, count: 10, blockMs: 0 }))).toEqual(["event"]);
  },

  "a replay wakes a read that waits": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "letter");
    const read = store.read({ ...ONE, count: 10, blockMs: 20_000 });
    await fixture.waitIdle(50);
    await store.resolve({ stream: LETTERS, letters: [{ id, replay: back("event") }], at: AT });
    expect(carried(await read)).toEqual(["event"]);
  },

  "a dead letter is resolved once, and a later request learns what became of it": async (fixture) => {
    const { store } = fixture;
    const other = await fixture.open();
    const [first = "", second = ""] = await giveUp(fixture, "a", "b");
    const [replayed, discarded] = await store.resolve({
      stream: LETTERS,
      letters: [{ id: first, replay: back("a") }, { id: second }],
      at: AT,
    });
    const again = await other.resolve({
      stream: LETTERS,
      letters: [{ id: first, replay: back("again") }, { id: second, replay: back("again") }, { id: first }],
      at: AT + 1,
    });
    expect(again).toEqual([replayed, discarded, replayed].map((one) => ({ ...one, fresh: false })));
    expect(carried(await everything(store, WORK.stream))).toEqual(["a"]);
  },

  "requests at the same time resolve a dead letter once": async (fixture) => {
    const stores = [fixture.store, await fixture.open(), await fixture.open()];
    const [id = ""] = await giveUp(fixture, "a");
    const resolved = await Promise.all(
      stores.map((store) => store.resolve({ stream: LETTERS, letters: [{ id, replay: back("a") }], at: AT })),
    );
    expect(resolved.flat().filter((one) => one.kind === "resolved" && one.fresh)).toHaveLength(1);
    expect(await everything(fixture.store, WORK.stream)).toHaveLength(1);
  },

  "the same dead letter twice in one request is resolved once": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "a");
    const letters = [
      { id, replay: back("first") },
      { id, replay: back("second") },
    ];
    expect(await store.resolve({ stream: LETTERS, letters, at: AT })).toMatchObject([
      { fresh: true },
      { fresh: false },
    ]);
    expect(carried(await everything(store, WORK.stream))).toEqual(["first"]);
  },

  "dead letters with the same key add their event once, until the first is purged": async (fixture) => {
    const { store } = fixture;
    const [first = "", second = "", third = ""] = await giveUp(fixture, "a", "b", "c");
    const [one] = await store.resolve({ stream: LETTERS, letters: [{ id: first, replay: back("event") }], at: AT });
    const [two] = await store.resolve({ stream: LETTERS, letters: [{ id: second, replay: back("event") }], at: AT });
    expect(carried(await everything(store, WORK.stream))).toEqual(["event"]);
    const replays = [one, two].map((each) => (each?.kind === "resolved" ? each.resolution.replay : undefined));
    expect(replays).toEqual([replays[0], replays[0]]);
    expect(two).toMatchObject({ id: second, fresh: true, resolution: { position: AT + 1, fields: carrying("b") } });
    await store.purge(LETTERS, [second, first]);
    await store.resolve({ stream: LETTERS, letters: [{ id: third, replay: back("event") }], at: AT });
    expect(carried(await everything(store, WORK.stream))).toEqual(["event", "event"]);
  },

  "an id that is no dead letter's is missing, and nothing is added": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "a");
    const letters = [{ id: "1-1", replay: back("nothing") }, { id }];
    const resolved = await store.resolve({ stream: LETTERS, letters, at: AT });
    expect(resolved).toMatchObject([{ id: "1-1", kind: "missing" }, { kind: "resolved" }]);
    expect(await everything(store, WORK.stream)).toEqual([]);
    expect(await store.resolution(LETTERS, "1-1")).toBeUndefined();
    expect(await store.resolve({ stream: "nothing", letters: [{ id }], at: AT })).toEqual([{ id, kind: "missing" }]);
  },

  "a dead letter stays where nobody would read its event": async (fixture) => {
    const { store } = fixture;
    const ids = await giveUp(fixture, "a", "b");
    const targets = [
      { ...back("a"), group: "strangers" },
      { ...back("b"), stream: "nowhere" },
    ];
    const letters = ids.map((id, index) => ({ id, replay: targets[index] ?? back("") }));
    const resolved = await store.resolve({ stream: LETTERS, letters, at: AT });
    expect(resolved).toEqual(ids.map((id) => ({ id, kind: "target_missing" })));
    expect(carried(await everything(store, LETTERS))).toEqual(["a", "b"]);
    expect(await store.inspect(["nowhere"])).toEqual([{ stream: "nowhere", length: 0, groups: [] }]);
    expect(await everything(store, WORK.stream)).toEqual([]);
    expect(await store.resolution(LETTERS, ids[0] ?? "")).toBeUndefined();
  },

  "a replay that names no group needs only the stream": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "a");
    const replay = { stream: WORK.stream, fields: carrying("a"), once: "a" };
    expect(await store.resolve({ stream: LETTERS, letters: [{ id, replay }], at: AT })).toMatchObject([
      { fresh: true },
    ]);
  },

  "resolutions come latest first, a page at a time": async (fixture) => {
    const { store } = fixture;
    const ids = await giveUp(fixture, "a", "b", "c", "d");
    for (const id of [ids[2], ids[0], ids[3]]) {
      await store.resolve({ stream: LETTERS, letters: [{ id: id ?? "" }], at: AT });
    }
    const page = await store.resolutions({ stream: LETTERS, count: 2 });
    expect(carried(page)).toEqual(["d", "a"]);
    const rest = await store.resolutions({ stream: LETTERS, count: 2, before: page[1]?.position ?? 0 });
    expect(carried(rest)).toEqual(["c"]);
    expect(await store.resolutions({ stream: LETTERS, count: 2, before: rest[0]?.position ?? 0 })).toEqual([]);
    expect(await store.resolutions({ stream: "nothing", count: 2 })).toEqual([]);
  },

  "what is purged is gone, open or resolved, and nothing else is": async (fixture) => {
    const { store } = fixture;
    const [open = "", resolved = "", kept = "", keptResolved = ""] = await giveUp(fixture, "a", "b", "c", "d");
    const letters = [{ id: resolved, replay: back("b") }, { id: keptResolved }];
    await store.resolve({ stream: LETTERS, letters, at: AT });
    expect(await store.purge(LETTERS, [open, "1-1", resolved])).toEqual([open, resolved]);
    expect(await store.purge(LETTERS, [open, resolved])).toEqual([]);
    expect(carried(await everything(store, LETTERS))).toEqual(["c"]);
    expect(carried(await store.resolutions({ stream: LETTERS, count: 10 }))).toEqual(["d"]);
    const replay = [open, resolved].map((id) => ({ id, replay: back("again") }));
    expect(await store.resolve({ stream: LETTERS, letters: replay, at: AT })).toMatchObject([
      { kind: "missing" },
      { kind: "missing" },
    ]);
    expect(await store.purge(LETTERS, [kept, keptResolved])).toHaveLength(2);
    expect(await store.resolutions({ stream: LETTERS, count: 10 })).toEqual([]);
  },

  "names and values of fields survive being resolved": async ({ store }) => {
    const fields = Object.fromEntries([
      ["", "empty name"],
      ['nul\u0000 / "quoted" \\', "line\r\nbreak \u0001 鍵 🔑"],
      ["1", "0"],
    ]);
    const { entryId: id = "" } = await store.append({ stream: LETTERS, fields, eventId: "odd" });
    await store.resolve({ stream: LETTERS, letters: [{ id }], at: AT });
    expect((await store.resolution(LETTERS, id))?.fields).toEqual(fields);
    expect((await store.resolutions({ stream: LETTERS, count: 1 }))[0]?.fields).toEqual(fields);
  },

  "the largest request is taken whole, a larger one or one that makes no sense not at all": async (fixture) => {
    const { store } = fixture;
    const texts = Array.from({ length: MAX_BATCH + 1 }, (_, index) => String(index));
    const ids = await giveUp(fixture, ...texts);
    const [first = ""] = ids;
    const letters = ids.map((id) => ({ id }));
    const tooLarge = { code: "BATCH_TOO_LARGE" };
    await expect(store.resolve({ stream: LETTERS, letters, at: AT })).rejects.toMatchObject(tooLarge);
    await expect(store.purge(LETTERS, ids)).rejects.toMatchObject(tooLarge);
    const many = Object.fromEntries(Array.from({ length: MAX_FIELDS + 1 }, (_, index) => [`f${index}`, "v"]));
    const wrong = [
      () => store.resolve({ stream: LETTERS, letters: [{ id: first }, { id: "newest" }], at: AT }),
      () => store.resolve({ stream: LETTERS, letters: [{ id: first }], at: Number.NaN }),
      () => store.resolve({ stream: LETTERS, letters: [{ id: first, replay: { ...back(""), fields: {} } }], at: AT }),
      () => store.resolve({ stream: LETTERS, letters: [{ id: first, replay: { ...back(""), fields: many } }], at: AT }),
      () => store.purge(LETTERS, [first, "newest"]),
      () => store.resolution(LETTERS, "newest"),
      () => store.resolutions({ stream: LETTERS, count: 0 }),
      () => store.resolutions({ stream: LETTERS, count: 1, before: 0.5 }),
    ];
    for (const call of wrong) await expect(call()).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect(await everything(store, LETTERS)).toHaveLength(MAX_BATCH + 1);
    const largest = await store.resolve({ stream: LETTERS, letters: letters.slice(1), at: AT });
    expect(largest.every((one) => one.kind === "resolved")).toBe(true);
    expect(carried(await everything(store, LETTERS))).toEqual(["0"]);
    expect(await store.purge(LETTERS, ids.slice(1))).toHaveLength(MAX_BATCH);
  },

  "dead letters of one stream are not those of another": async (fixture) => {
    const { store } = fixture;
    const [id = ""] = await giveUp(fixture, "a");
    await store.resolve({ stream: LETTERS, letters: [{ id }], at: AT });
    expect(await store.resolution("others", id)).toBeUndefined();
    expect(await store.resolutions({ stream: "others", count: 10 })).toEqual([]);
    expect(await store.purge("others", [id])).toEqual([]);
    expect(await store.resolution(LETTERS, id)).toBeDefined();
  },
};
