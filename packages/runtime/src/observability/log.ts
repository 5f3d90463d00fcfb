/** Levels of the protocol's log lines. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Writes one structured log line; never blocks and never throws. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;
