import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { Committed, Contracts } from "./check.js";
import { continued, HISTORY_FILE, historyText, NO_HISTORY, parseHistory } from "./history.js";
import { parseSnapshot, requireDistinct, snapshotFileName, snapshotOf, snapshotText } from "./snapshot.js";

/**
 * What a folder of snapshots holds; nothing where there is no such folder yet.
 *
 * @throws {ToolError} `SNAPSHOT_UNREADABLE`, `SNAPSHOT_FORMAT_UNKNOWN`, `SNAPSHOT_DUPLICATE`
 */
export async function readSnapshots(folder: string): Promise<Committed> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(".json")).sort();
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const),
  );
  const history = texts.find(([name]) => name === HISTORY_FILE);
  const snapshots = texts.filter((text) => text !== history).map(([name, text]) => parseSnapshot(text, name));
  requireDistinct(snapshots);
  return { snapshots, history: history === undefined ? NO_HISTORY : parseHistory(history[1]) };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Writes what a folder does not hold yet: the versions that have no snapshot, tombstones, streams. What is there is never
 * written over with something else.
 *
 * @returns The names of the files that were written.
 * @throws {ToolError} those of {@link readSnapshots}, and `FILE_UNWRITABLE`.
 */
export async function writeSnapshots(folder: string, { events, topology }: Contracts): Promise<readonly string[]> {
  const { snapshots, history } = await readSnapshots(folder);
  const fresh = events
    .map(snapshotOf)
    .filter(({ type, version }) => !snapshots.some((one) => one.type === type && one.version === version));
  const files = new Map(fresh.map((one) => [snapshotFileName(one.type, one.version), snapshotText(one)]));
  const text = historyText(continued(history, [...snapshots, ...fresh], topology));
  if (history.isIntact && text !== historyText(history)) files.set(HISTORY_FILE, text);
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) await writeFile(join(folder, name), content);
  } catch (error) {
    throw new ToolError(
      {
        code: ToolErrorCode.FILE_UNWRITABLE,
        place: folder,
        what: error instanceof Error ? `${error.message}.` : String(error),
        remedy: "Make its folder, or name another one: --dir <folder>.",
      },
      { cause: error },
    );
  }
  return [...files.keys()];
}
