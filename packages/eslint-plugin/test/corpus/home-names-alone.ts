// @ts-nocheck
// A greenhouse's settings page and its sensors' frames: names like ours, and nothing of the protocol in the file.

export function triggersOf(config: Record<string, unknown>): string[] {
  const zones = asRecord(config["zones"])?.["rows"];
  return (Array.isArray(zones) ? zones : [])
    .map((row) => asRecord(row))
    .filter((row): row is Record<string, unknown> => row !== null)
    .filter((row) => row["whenDry"] === true || row["whenHot"] === true)
    .map((row) => String(row["interval"]));
}

export function readFrame(raw: string) {
  const data = JSON.parse(raw) as Record<string, unknown>;
  if (typeof data["id"] === "string") return { id: data["id"], error: data["error"] };
  const event = (data["event"] ?? data) as Record<string, unknown>;
  return { kind: event["e"], humidity: Number(event["h"]), seen: event["type"] };
}

export function verify(message) {
  if (message.id != null && message.hasOwnProperty("id")) return "id: integer expected";
  return "metadata" in message ? message.metadata : null;
}

export function disabled(settings: object) {
  const blocked = settings["blockFields"];
  return blocked["ALL"]?.["disable_paths"] ?? [];
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" ? (value as Record<string, unknown>) : null;
}
