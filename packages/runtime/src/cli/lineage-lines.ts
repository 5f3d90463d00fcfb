import type { Lineage, LineageNode } from "../lineage.js";
import type { RecordedHop } from "../ports/event-store.js";

/** A chain for a person: its origin first, each hop below what caused it. */
export function lineageLines({ ancestors, node, missingParent }: Lineage): string[] {
  const lines = missingParent === undefined ? [] : [`(its parent ${missingParent} is not kept)`];
  ancestors.forEach((hop, depth) => {
    const asked = hop.traceId === node.hop.traceId && node.caused.length > 0;
    lines.push(hopLine(hop, depth, asked ? "  ← asked for" : ""));
  });
  const descend = (parent: LineageNode, depth: number): void => {
    for (const child of parent.caused) {
      lines.push(hopLine(child.hop, depth, ""));
      descend(child, depth + 1);
    }
  };
  descend(node, ancestors.length);
  return lines;
}

function hopLine(hop: RecordedHop, depth: number, mark: string): string {
  const indent = depth === 0 ? "" : `${"  ".repeat(depth - 1)}└ `;
  const from = hop.input === undefined ? "" : ` ${hop.input.stream} ${hop.input.entryId} →`;
  const to = hop.outputs.map(({ stream, entryId }) => `${stream} ${entryId}`).join(", ");
  const ended = hop.outcome === "passed_over" ? "passed over, a replay for another group" : "done";
  const outcome = hop.outcome === "dead_letter" ? `gave up, ${to}` : to === "" ? ended : to;
  const latency = hop.latencyMs === undefined ? "" : `  (${String(hop.latencyMs)} ms)`;
  return `${indent}${hop.agent}${from} ${outcome}${latency}  trace ${hop.traceId}${mark}`;
}
