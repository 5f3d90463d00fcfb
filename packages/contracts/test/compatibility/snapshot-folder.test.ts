import { defineEvent, tradingSignal } from "@handoff/contracts";
import {
  checkCompatibility,
  readSnapshots,
  type Snapshot,
  snapshotOf,
  writeSnapshots,
} from "@handoff/contracts/compatibility";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "snapshots-"));
  folders.push(folder);
  return folder;
}

async function written(): Promise<string> {
  const folder = join(newFolder(), "made");
  await writeSnapshots(folder, { events: [tradingSignal] });
  return folder;
}

const FILE = "trading_signal.v1.json";
const contentOf = (folder: string): string => readFileSync(join(folder, FILE), "utf8");
const write = (folder: string, name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};

describe("a folder of snapshots", () => {
  it("holds what was written, and nothing is written twice", async () => {
    const folder = await written();
    expect(readdirSync(folder)).toEqual([FILE]);
    expect((await readSnapshots(folder)).snapshots).toEqual([snapshotOf(tradingSignal)]);
    expect(contentOf(folder).endsWith("}\n")).toBe(true);
    expect(await writeSnapshots(folder, { events: [tradingSignal] })).toEqual([]);
  });

  it("keeps what is there where the code says something else", async () => {
    const folder = await written();
    const before = contentOf(folder);
    const data = z.object({});
    const changed = defineEvent({ type: "trading_signal", description: "Else.", data });
    expect(await writeSnapshots(folder, { events: [changed] })).toEqual([]);
    expect(contentOf(folder)).toBe(before);
    const rules = checkCompatibility({ events: [changed] }, await readSnapshots(folder)).map(({ rule }) => rule);
    expect(rules).toContain("schema-changed");
  });

  it("may be formatted anew: only the content counts", async () => {
    const folder = await written();
    write(folder, FILE, JSON.stringify(JSON.parse(contentOf(folder))));
    expect((await readSnapshots(folder)).snapshots.map(({ isIntact }) => isIntact)).toEqual([true]);
  });

  it("tells a file that was edited by hand", async () => {
    const folder = await written();
    write(folder, FILE, contentOf(folder).replace('"maximum": 100', '"maximum": 1000'));
    const [snapshot] = (await readSnapshots(folder)).snapshots as [Snapshot];
    expect(snapshot).toMatchObject({ place: FILE, isIntact: false });
  });

  it("gets a tombstone for a field that the newest version has no more", async () => {
    const folder = newFolder();
    const fields = { LEVEL: "level", UNIT: "unit" } as const;
    const of = (version: number, data: z.ZodObject) =>
      defineEvent({
        type: "result",
        description: "Any.",
        fields,
        data: data as unknown as z.ZodRecord,
        version,
        upcasters: version > 1 ? { 1: (old) => old } : {},
      });
    const level = z.number().describe("Level, mmol/l");
    await writeSnapshots(folder, { events: [of(1, z.object({ level, unit: z.exactOptional(z.string()) }))] });
    await writeSnapshots(folder, { events: [of(2, z.object({ unit: z.exactOptional(z.string()) }))] });
    expect((await readSnapshots(folder)).history.tombstones).toEqual([
      { type: "result", field: "level", version: 1, meaning: "number: Level, mmol/l" },
    ]);
  });

  it.each([
    [
      "truncated",
      (text: string) => text.slice(0, 200),
      "SNAPSHOT_UNREADABLE at trading_signal.v1.json: It is no JSON:",
    ],
    ["no snapshot", () => "[]", "SNAPSHOT_UNREADABLE at trading_signal.v1.json: It is no snapshot:"],
    ["null", () => "null", "SNAPSHOT_UNREADABLE at trading_signal.v1.json: It is no snapshot:"],
    [
      "of a form that is not known",
      (text: string) => text.replace('"format": 1', '"format": 2'),
      "SNAPSHOT_FORMAT_UNKNOWN at trading_signal.v1.json: It is of format 2, and 1 is known here.",
    ],
  ])("is refused with a file that is %s", async (_, change, message) => {
    const folder = await written();
    write(folder, FILE, change(contentOf(folder)));
    await expect(readSnapshots(folder)).rejects.toThrow(message);
  });

  it("is refused with two snapshots of one version", async () => {
    const folder = await written();
    write(folder, "copy.json", contentOf(folder));
    await expect(readSnapshots(folder)).rejects.toThrow(
      `SNAPSHOT_DUPLICATE at ${FILE}: Version 1 of trading_signal has another snapshot at copy.json.`,
    );
  });

  it("is refused with a history that is none", async () => {
    const folder = await written();
    write(folder, "history.json", "{}");
    await expect(readSnapshots(folder)).rejects.toThrow("SNAPSHOT_UNREADABLE at history.json");
  });

  it("is empty where there is none, and cannot be written where there is a file", async () => {
    const folder = newFolder();
    expect((await readSnapshots(join(folder, "none"))).snapshots).toEqual([]);
    write(folder, "file", "");
    await expect(writeSnapshots(join(folder, "file", "below"), { events: [tradingSignal] })).rejects.toThrow(
      /ENOTDIR|FILE_UNWRITABLE/,
    );
  });
});
