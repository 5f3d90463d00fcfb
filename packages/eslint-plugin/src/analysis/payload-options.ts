/** Options that say what counts as a payload. */
export interface PayloadOptions {
  /** Names that make a variable or member a payload unless a declaration speaks against it. */
  readonly payloadNames: readonly string[];
  /** Types whose values are payloads. */
  readonly payloadTypes: readonly string[];
  /** Functions, beyond the known ones, that return payloads. */
  readonly payloadSources: readonly string[];
  /** Functions, beyond the known ones, whose argument is published. */
  readonly publishSinks: readonly string[];
  /** Types that are somebody else's: a broker's JSON, a driver's rows. */
  readonly externalTypes: readonly string[];
}

export const DEFAULT_PAYLOAD_OPTIONS: PayloadOptions = {
  payloadNames: [
    "data",
    "event",
    "eventData",
    "payload",
    "row",
    "pos",
    "position",
    "signal",
    "decision",
    "execution",
    "grade",
    "order",
    "fields",
    "message",
    "msg",
  ],
  payloadTypes: ["EventEnvelope", "EventData", "Payload", "AgentPayload", "DbRow"],
  payloadSources: [],
  publishSinks: [],
  externalTypes: [],
};

const NAMES_SCHEMA = { type: "array", items: { type: "string" }, uniqueItems: true } as const;

/** JSON schema of the options. */
export const PAYLOAD_OPTIONS_SCHEMA = {
  payloadNames: {
    ...NAMES_SCHEMA,
    description:
      "Names, also at the end of a longer one, that are weak evidence of a payload; they replace the default.",
  },
  payloadTypes: { ...NAMES_SCHEMA, description: "Types whose values are payloads; they replace the default." },
  payloadSources: { ...NAMES_SCHEMA, description: "More functions that return payloads: `fetchRow`, `db.fetchRow`." },
  publishSinks: {
    ...NAMES_SCHEMA,
    description:
      "Functions that publish their argument, beyond `publish`, `xadd`, `emitEvent`, `encodeEvent`, `hset` and `deadLetter*`.",
  },
  externalTypes: { ...NAMES_SCHEMA, description: "Types that are somebody else's, whatever their name says." },
} as const;

/** Whether two rules' options have them judge alike; lists that were not given are the same list. */
export function isSameEvidence(left: PayloadOptions, right: PayloadOptions): boolean {
  const names = Object.keys(DEFAULT_PAYLOAD_OPTIONS) as (keyof PayloadOptions)[];
  return names.every((name) => left[name] === right[name]);
}

const tests = new WeakMap<readonly string[], (name: string) => boolean>();

/** Whether a name is one of the payload names or ends in one: `lastOrder`, `order_row`, `_event`. */
export function nameTestOf(names: readonly string[]): (name: string) => boolean {
  const test = tests.get(names) ?? createNameTest(names);
  tests.set(names, test);
  return test;
}

function createNameTest(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names);
  const endings = names.map((name) => [`_${name}`, name.charAt(0).toUpperCase() + name.slice(1)] as const);
  return (name) => {
    if (exact.has(name)) return true;
    return endings.some(
      ([snake, camel]) => name.endsWith(snake) || (name.endsWith(camel) && name.length > camel.length),
    );
  };
}
