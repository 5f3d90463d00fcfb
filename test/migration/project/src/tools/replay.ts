#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { type DeskEvent } from "../wire/index.js";

/** Counts the events of a dump, one JSON object a line. */
export function countTypes(lines: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (line === "") continue;
    const event = JSON.parse(line) as DeskEvent;
    counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
  }
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const text = await readFile(process.argv[2] ?? "/dev/stdin", "utf8");
  for (const [type, count] of countTypes(text.split("\n"))) process.stdout.write(`${type} ${count}\n`);
}
