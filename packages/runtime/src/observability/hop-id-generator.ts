import { randomBytes } from "node:crypto";

/** The hop whose span is being started; set for the length of one synchronous call only. */
let chosen: string | undefined;

/**
 * Gives each hop's span the hop's own trace id: the API of OpenTelemetry cannot choose one, its SDK asks this. All other
 * spans get random ids.
 *
 * @example
 * ```ts
 * new NodeSDK({ idGenerator: hopIdGenerator });
 * ```
 */
export const hopIdGenerator = {
  /** 32 hexadecimal digits, lower case. */
  generateTraceId: (): string => (chosen === undefined ? randomBytes(16).toString("hex") : w3cTraceId(chosen)),
  /** 16 hexadecimal digits, lower case. */
  generateSpanId: (): string => randomBytes(8).toString("hex"),
};

/** Runs `start`, in which a trace that is begun gets the hop's trace id (a UUID) as its own. */
export function choosingTraceId<R>(hopTraceId: string, start: () => R): R {
  chosen = hopTraceId;
  try {
    return start();
  } finally {
    chosen = undefined;
  }
}

/** A UUID has 128 bits, as has a W3C trace id. */
export function w3cTraceId(uuid: string): string {
  return uuid.replaceAll("-", "");
}
