/** The rules of the gate: every finding is of one of them. */
export const CompatibilityRule = {
  /** The writer writes another kind of value than the reader takes. */
  TYPE_CHANGED: "type-changed",
  /** The writer writes a value that is not one of the reader's. */
  VALUE_UNKNOWN: "value-unknown",
  /** The reader requires a field that the writer may leave out. */
  FIELD_REQUIRED: "field-required",
  /** The writer writes a key that the reader refuses. */
  FIELD_UNKNOWN: "field-unknown",
  /** The reader takes fewer spellings of a dictionary's keys than the writer writes. */
  KEY_NARROWED: "key-narrowed",
  /** The reader takes a narrower range of numbers than the writer writes, or fewer steps of it. */
  NUMBER_NARROWED: "number-narrowed",
  /** The reader takes shorter, or longer, text only. */
  LENGTH_NARROWED: "length-narrowed",
  /** The reader takes a pattern or a format of text that the writer does not keep to. */
  TEXT_NARROWED: "text-narrowed",
  /** The reader takes fewer, or more, items of an array only. */
  ITEMS_NARROWED: "items-narrowed",
  /** Neither shown to be fine nor to be broken: an unknown keyword, a check in code, or more than the gate can see through. */
  UNPROVEN: "unproven",
  /** An upcaster throws at a payload of its version, or makes one that the current version refuses. */
  UPCASTER_REFUSED: "upcaster-refused",
  /** The schema is not that of the snapshot of the same version. */
  SCHEMA_CHANGED: "schema-changed",
  /** A description or the aliases are not those of the snapshot of the same version. */
  WORDING_CHANGED: "wording-changed",
  /** An event, a version or a removed field is not in the snapshots yet. */
  SNAPSHOT_MISSING: "snapshot-missing",
  /** A file was changed after it was written. */
  SNAPSHOT_EDITED: "snapshot-edited",
  /** There is a snapshot of a newer version than that of the code. */
  VERSION_BEHIND: "version-behind",
  /** A field that was removed came back with another type or another description. */
  FIELD_RETURNED: "field-returned",
  /** An event is gone, and its entries cannot be read any more. */
  EVENT_REMOVED: "event-removed",
  /** A name that entries may have is not read any more. */
  ALIAS_REMOVED: "alias-removed",
  /** A stream does not carry an event any more that may still be on it. */
  STREAM_SHRUNK: "stream-shrunk",
} as const;
export type CompatibilityRule = (typeof CompatibilityRule)[keyof typeof CompatibilityRule];

/** What to do about a finding of each rule. */
export const REMEDIES: Readonly<Record<CompatibilityRule, string>> = {
  "type-changed": "Keep the field as it is and add an optional field of the new type.",
  "value-unknown": "Deploy readers that take the value first, or say it in an optional field.",
  "field-required":
    "Make the field optional (z.exactOptional); to require it of old entries, raise the version and upcast them.",
  "field-unknown": "Let the reader take the key first, or write it in a field of its own.",
  "key-narrowed": "Keep to the spellings of keys that the other side knows.",
  "number-narrowed": "Keep the range that the other side knows, or add an optional field.",
  "length-narrowed": "Keep the length that the other side knows, or add an optional field.",
  "text-narrowed": "Keep the form of text that the other side knows, or add an optional field.",
  "items-narrowed": "Keep the number of items that the other side knows, or add an optional field.",
  unproven: "Say it by means that the gate knows (no checks in code, no other keywords), or leave the field as it was.",
  "upcaster-refused": "Mend the upcaster, so that it takes every payload that its version could write.",
  "schema-changed": "Leave the version as it was and raise the version of the event; its upcaster may be `unchanged`.",
  "wording-changed":
    "If the meaning or unit changed, add another field instead. If only the words did, delete this snapshot and run `handoff-contracts snapshot`: the review shows both texts.",
  "snapshot-missing": "Run `handoff-contracts snapshot` and commit what it writes.",
  "snapshot-edited": "Take the file as it was committed from version control; snapshots are never edited.",
  "version-behind": "Take the version up again: entries of the newer version may be on the streams.",
  "field-returned": "Give the field another name: entries and readers that know it as it was are still there.",
  "event-removed":
    "Keep the event, or make its type an alias of the one that reads it now. Once no stream and no reader has it any more, delete its snapshots.",
  "alias-removed": "Keep the alias: entries that are spelt so could not be read any more.",
  "stream-shrunk": "Keep the event on the stream until no entry of it can be there; then take it out of history.json.",
};
