let lastMs = Number.NaN;
let lastText = "";

/** A time in milliseconds since the epoch as ISO 8601, in UTC. Remembered: what is published together has one time. */
export function isoTime(ms: number): string {
  const text = ms === lastMs ? lastText : new Date(ms).toISOString();
  lastMs = ms;
  lastText = text;
  return text;
}
