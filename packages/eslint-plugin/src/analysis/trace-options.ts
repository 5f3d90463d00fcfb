/** Options that name a project's own parts of the hand-off. */
export interface TraceOptions {
  /** Functions, beyond the known ones, that mint a trace id. */
  readonly traceIdGenerators: readonly string[];
  /** Functions or objects, beyond the known ones, that log. */
  readonly loggers: readonly string[];
  /** Imported functions that do the whole hand-off: read, mint, log. */
  readonly handoffHelpers: readonly string[];
  /** Functions, beyond the known ones, that publish their argument. */
  readonly publishSinks: readonly string[];
}

export const DEFAULT_TRACE_OPTIONS: TraceOptions = {
  traceIdGenerators: [],
  loggers: [],
  handoffHelpers: [],
  publishSinks: [],
};

const NAMES_SCHEMA = { type: "array", items: { type: "string" }, uniqueItems: true } as const;

/** JSON schema of the options. */
export const TRACE_OPTIONS_SCHEMA = {
  traceIdGenerators: {
    ...NAMES_SCHEMA,
    description: "Functions that mint an id, beyond `randomUUID`, `uuid*`, `newTraceId` and `mint*`.",
  },
  loggers: {
    ...NAMES_SCHEMA,
    description: "Functions or objects that log, beyond `logStructured`, `log`, `logger` and `console`.",
  },
  handoffHelpers: {
    ...NAMES_SCHEMA,
    description: "Imported functions that read, mint and log, and return the current id.",
  },
  publishSinks: { ...NAMES_SCHEMA, description: "Functions that publish, beyond `publish`, `xadd` and `emitEvent`." },
} as const;
