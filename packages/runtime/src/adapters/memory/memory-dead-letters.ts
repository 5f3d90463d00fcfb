import type {
  LetterToResolve,
  ReplayTarget,
  Resolution,
  ResolutionsRequest,
  Resolved,
  ResolveRequest,
} from "../../ports/dead-letter-store.js";
import type { MemoryDatabase, MemoryResolutions } from "./memory-database.js";

/** Dead letters that were resolved, in process. */
export class MemoryDeadLetters {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  resolve({ stream, letters, at }: ResolveRequest): readonly Resolved[] {
    const resolved = letters.map((letter) => this.#resolve(stream, letter, at));
    this.#database.announce(letters.flatMap(({ replay }) => (replay === undefined ? [] : [replay.stream])));
    return resolved;
  }

  resolution(stream: string, id: string): Resolution | undefined {
    return this.#of(stream).byId.get(id);
  }

  resolutions({ stream, before = Number.POSITIVE_INFINITY, count }: ResolutionsRequest): readonly Resolution[] {
    const { order } = this.#of(stream);
    const end = order.findLastIndex(({ position }) => position < before) + 1;
    return order.slice(Math.max(0, end - count), end).reverse();
  }

  purge(stream: string, ids: readonly string[]): readonly string[] {
    const { byId, order, byKey } = this.#of(stream);
    return ids.filter((id) => {
      const resolution = byId.get(id);
      for (const [key, first] of byKey) if (first === resolution) byKey.delete(key);
      if (resolution !== undefined) order.splice(order.indexOf(resolution), 1);
      const open = this.#database.entry(stream, id) !== undefined;
      this.#database.deleteEntry(stream, id);
      return byId.delete(id) || open;
    });
  }

  #resolve(stream: string, { id, replay }: LetterToResolve, at: number): Resolved {
    const { byId, order, byKey } = this.#of(stream);
    const earlier = byId.get(id);
    if (earlier !== undefined) return { id, kind: "resolved", resolution: earlier, fresh: false };
    const entry = this.#database.entry(stream, id);
    if (entry === undefined) return { id, kind: "missing" };
    if (replay !== undefined && !this.#isRead(replay.stream, replay.group)) return { id, kind: "target_missing" };
    const first = replay && byKey.get(replay.once);
    const replayed = first?.replay ?? (replay && this.#add(replay));
    const position = Math.max((order.at(-1)?.position ?? 0) + 1, Math.floor(at));
    const resolution = { ...entry, at, position, ...(replayed === undefined ? {} : { replay: replayed }) };
    byId.set(id, resolution);
    if (replay !== undefined && first === undefined) byKey.set(replay.once, resolution);
    order.push(resolution);
    this.#database.deleteEntry(stream, id);
    return { id, kind: "resolved", resolution, fresh: true };
  }

  #add({ stream, fields }: ReplayTarget): Resolution["replay"] {
    return { stream, entryId: this.#database.add(stream, fields) };
  }

  #isRead(stream: string, group: string | undefined): boolean {
    const target = this.#database.streams.get(stream);
    return target !== undefined && (group === undefined || target.groups.has(group));
  }

  #of(stream: string): MemoryResolutions {
    const known = this.#database.resolutions.get(stream) ?? { byId: new Map(), order: [], byKey: new Map() };
    this.#database.resolutions.set(stream, known);
    return known;
  }
}
