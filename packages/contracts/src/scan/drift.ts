import { decodeEvent } from "../codec.js";
import { decodeDeadLetter } from "../dead-letter.js";
import type { EventDefinition } from "../define-event.js";
import { envelopeForWriting } from "../envelope.js";
import { ContractError, ContractErrorCode } from "../errors.js";
import type { EventSet } from "../event-set.js";
import * as FieldName from "../field-name.js";
import type { SourceEntry } from "./entry-source.js";
import { type PayloadFault, payloadFaults } from "./payload-faults.js";

/** In what way entries depart from their contract. */
export type DriftKind = PayloadFault["kind"] | "no_event" | "unknown_type" | "envelope";

/** One way in which entries of one type depart from their contract. */
export interface DriftFinding {
  /** Event type; `""` for what is no event. */
  readonly type: string;
  readonly kind: DriftKind;
  /** Field, from the root of the entry, `[]` for the items of a list; `""` for the whole entry. */
  readonly path: string;
  readonly entries: number;
  /** Entries with it over entries of the type (of all, for what is no event), 0 to 1. */
  readonly share: number;
  /** The first entries with it, at most three. */
  readonly firstIds: readonly string[];
}

/** How the entries of one type meet their contract. */
export interface TypeDrift {
  readonly type: string;
  readonly entries: number;
  /** Entries that a reader accepts and that hold nothing it does not know. */
  readonly meet: number;
  /** `meet` over `entries`, 0 to 1. */
  readonly share: number;
}

/** Types and fields are foreign text, so what is told apart is bounded; what is beyond is counted under this name. */
const OTHER = "…";
const MOST_FINDINGS = 500;
const FIRST_IDS = 3;

const ENTRY_FIELDS: ReadonlySet<string> = new Set([
  FieldName.TYPE,
  FieldName.DATA,
  FieldName.SOURCE,
  FieldName.REPLAY_GROUP,
  FieldName.REPLAY_OF,
  FieldName.REPLAY_COUNT,
  ...Object.keys(envelopeForWriting.shape),
]);

interface Fault {
  readonly kind: DriftKind;
  readonly path: string;
}

/** Counts how entries meet their contracts. */
export class Drift {
  readonly #events: EventSet | undefined;
  readonly #types = new Map<string, { entries: number; meet: number }>();
  readonly #findings = new Map<string, Fault & { type: string; entries: number; firstIds: string[] }>();
  #entries = 0;

  /** @param events What the stream carries; none for a stream of dead letters. */
  constructor(events?: EventSet) {
    this.#events = events;
  }

  add(entry: SourceEntry): void {
    this.#entries++;
    const { type, faults } = this.#events === undefined ? judgeDeadLetter(entry) : judgeEvent(entry, this.#events);
    if (type !== "") {
      const count = this.#types.get(type) ?? { entries: 0, meet: 0 };
      count.entries++;
      if (faults.length === 0) count.meet++;
      this.#types.set(type, count);
    }
    // One entry counts once for one finding, however many items of a list have it.
    for (const key of new Set(faults.map(({ kind, path }) => JSON.stringify([type, kind, path])))) {
      this.#count(key, entry.id);
    }
  }

  get types(): readonly TypeDrift[] {
    return [...this.#types]
      .map(([type, { entries, meet }]) => ({ type, entries, meet, share: meet / entries }))
      .sort((a, b) => b.entries - a.entries);
  }

  /** What was found, the most frequent first. */
  get findings(): readonly DriftFinding[] {
    return [...this.#findings.values()]
      .map((found) => ({ ...found, share: found.entries / (this.#types.get(found.type)?.entries ?? this.#entries) }))
      .sort((a, b) => b.entries - a.entries);
  }

  #count(key: string, id: string): void {
    const [type, kind, path] = JSON.parse(key) as [string, DriftKind, string];
    const isRoom = this.#findings.has(key) || this.#findings.size < MOST_FINDINGS;
    const place = isRoom ? key : JSON.stringify([kind, OTHER]);
    const known = this.#findings.get(place);
    const found = known ?? { type: isRoom ? type : "", kind, path: isRoom ? path : OTHER, entries: 0, firstIds: [] };
    found.entries++;
    if (found.firstIds.length < FIRST_IDS) found.firstIds.push(id);
    this.#findings.set(place, found);
  }
}

interface Judgement {
  readonly type: string;
  readonly faults: readonly Fault[];
}

function judgeEvent({ id, fields }: SourceEntry, events: EventSet): Judgement {
  const { [FieldName.TYPE]: name = "" } = fields;
  const definition = events.find(name);
  if (definition === undefined) {
    return { type: "", faults: [name === "" ? fault("no_event", "") : fault("unknown_type", shortened(name))] };
  }
  const unknown = Object.keys(fields).filter((field) => !ENTRY_FIELDS.has(field));
  const faults = unknown.map((field) => fault("unknown_key", shortened(field)));
  const refused = refusalOf(() => decodeEvent(fields, events, id));
  if (refused !== undefined && refused.code !== ContractErrorCode.DATA_INVALID) {
    return { type: definition.type, faults: [...faults, fault("envelope", refused.path.join("."))] };
  }
  return { type: definition.type, faults: [...faults, ...faultsOfPayload(definition, fields, refused)] };
}

/** A payload of another version is judged as it is read: only what refuses it is known. */
function faultsOfPayload(
  definition: EventDefinition,
  { [FieldName.SCHEMA_VERSION]: version = "1", [FieldName.DATA]: data = "" }: SourceEntry["fields"],
  refused: ContractError | undefined,
): readonly Fault[] {
  const written = Number(version);
  if (written === definition.version) {
    const found = payloadFaults(definition, JSON.parse(data));
    if (found.length > 0) return found;
  }
  return refused === undefined ? [] : [fault("value", refused.path.join("."))];
}

function judgeDeadLetter({ fields }: SourceEntry): Judgement {
  const refused = refusalOf(() => decodeDeadLetter(fields));
  return { type: "dead_letter", faults: refused === undefined ? [] : [fault("envelope", refused.path.join("."))] };
}

function refusalOf(decode: () => unknown): ContractError | undefined {
  try {
    decode();
    return undefined;
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
}

function fault(kind: DriftKind, path: string): Fault {
  return { kind, path };
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
