import { type DestinationStream, type Level, pino } from "pino";
import { LineBuffer } from "./line-buffer.js";
import type { Log, LogLevel } from "./log.js";

/** Where and how much is logged. */
export interface LoggerOptions {
  /** The least level that is written, or `silent` (default `info`). */
  readonly level?: LogLevel | "silent";
  /** Where the lines go (default standard error, asynchronously). */
  readonly destination?: DestinationStream;
}

/** A logger and how to empty its buffer. */
export interface Logger {
  /** The protocol's `log_structured`: level, message, fields. */
  readonly logStructured: Log;
  /** Writes out what is buffered; call it last. */
  flush(): void;
}

const PINO_LEVEL: Readonly<Record<LogLevel, Level>> = {
  debug: "debug",
  info: "info",
  warning: "warn",
  error: "error",
};

/** JSON lines through pino: written a turn of the event loop at a time, flushed on drain. */
export function createLogger({ level = "info", destination }: LoggerOptions = {}): Logger {
  const file = destination === undefined ? pino.destination({ dest: 2, sync: false }) : undefined;
  const lines = file === undefined ? undefined : new LineBuffer(file);
  const settings = { level: level === "silent" ? level : PINO_LEVEL[level], base: null };
  const logger = pino(settings, lines ?? destination);
  return {
    logStructured: (lineLevel, message, fields = {}) => {
      logger[PINO_LEVEL[lineLevel]](fields, message);
    },
    flush: () => {
      lines?.flush();
      file?.flushSync();
    },
  };
}
