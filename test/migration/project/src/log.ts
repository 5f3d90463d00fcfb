export interface Logger {
  info(text: string, fields: Record<string, unknown>): void;
}

/** Keeps lines in memory; the desk's console shows the last. */
export class MemoryLog implements Logger {
  readonly lines: string[] = [];

  info(text: string, fields: Record<string, unknown>): void {
    const side = typeof fields["side"] === "string" ? ` (${fields["side"]})` : "";
    this.lines.push(`${text}${side} ${Object.keys(fields).sort().join(",")}`);
  }
}
