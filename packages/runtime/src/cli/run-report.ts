import { decodeEvent, referenceTopology } from "@handoff/contracts";
import { table } from "@handoff/contracts/command-line";
import { AgentStateRegistry } from "../agent-state-registry.js";
import type { Runtime } from "../create-runtime.js";
import { traceLineage } from "../lineage.js";
import { RunSummary } from "../observability/run-summary.js";
import type { CommittedEntry, RuntimeEvent } from "../observability/runtime-event.js";
import { isSettled } from "../settled.js";
import type { Hole } from "../trading/market-calendar.js";
import { TradingReport } from "../trading/trading-report.js";
import { agentTable, streamTable } from "./commands/status.js";
import { lineageLines } from "./lineage-lines.js";
import type { OpenStore } from "./open-store.js";

/** The end of a run, for a person and for a program. */
export interface Summary {
  /** Whether every signal is accounted for and nothing is left in the groups; a part of the chain cannot tell. */
  readonly complete: boolean;
  readonly json: Readonly<Record<string, unknown>>;
  lines(title: string): string[];
}

/** Collects what happens in a run of the reference agents. */
export class RunReport {
  readonly #run = new RunSummary();
  readonly #trading = new TradingReport();
  readonly #holes: Hole[] = [];
  /** Trace id of the grade that was published last. */
  #lastGrade: string | undefined;

  get streams(): Readonly<Record<string, number>> {
    return this.#run.streams;
  }

  observe(event: RuntimeEvent): void {
    this.#run.observe(event);
    if (event.kind === "published") this.#committed([event.entry]);
    if (event.kind === "handed_off") {
      this.#committed(event.outputs);
      if (event.agent === "LearningAgent") this.#lastGrade = event.traceId;
    }
    if (event.kind === "dead_lettered") this.#trading.observeDeadLetter(event.source.stream);
  }

  observeHole(hole: Hole): void {
    this.#holes.push(hole);
  }

  async summarise(runtime: Runtime, { store, states }: OpenStore): Promise<Summary> {
    const { streams, deadLetterStream } = referenceTopology;
    const wholeChain = Object.keys(referenceTopology.agents).length;
    const streamStates = await store.inspect([...Object.keys(streams), deadLetterStream]);
    const agents = await new AgentStateRegistry(states).list();
    const breakers = [...runtime.breakers].map(([agent, { kind }]) => ({ agent, state: kind }));
    const lineage = this.#lastGrade === undefined ? undefined : await traceLineage(store, this.#lastGrade);
    const trading = this.#trading.toJSON();
    const run = { agents: this.#run.agents, streams: this.#run.streams, deadLetters: this.#run.deadLetters };
    return {
      complete: runtime.breakers.size < wholeChain || (trading.accountedFor && isSettled(streamStates)),
      json: { run, trading, holes: this.#holes, streams: streamStates, agents, breakers, lineage },
      lines: (title) => [
        title,
        ...section("Streams", streamTable(streamStates)),
        ...section("Hand-offs", this.#handOffs()),
        ...section("Trading on paper (a reference, not a strategy)", this.#trading.lines()),
        ...section("Holes in the market data", this.#holeLines()),
        ...section("Agents", agentTable(agents)),
        ...section(
          "Circuit breakers",
          table(
            ["AGENT", "STATE"],
            breakers.map(({ agent, state }) => [agent, state]),
          ),
        ),
        ...section("Dead letters", this.#deadLetters()),
        ...section(
          "One chain, from its signal to what was learnt",
          lineage === undefined ? ["none"] : lineageLines(lineage),
        ),
      ],
    };
  }

  #committed(entries: readonly CommittedEntry[]): void {
    for (const { stream, id, fields } of entries) {
      const events = referenceTopology.streams[stream as keyof typeof referenceTopology.streams];
      this.#trading.observe(decodeEvent(fields, events as (typeof referenceTopology.streams)["signals"], id));
    }
  }

  #handOffs(): string[] {
    const header = [
      "AGENT",
      "PUBLISHED",
      "HANDED OFF",
      "RETRIES",
      "DEAD LETTERS",
      "FENCED",
      "REPEATED",
      "MEDIAN ms",
      "P99 ms",
    ];
    const rows = this.#run.agents.map((counts) => [
      counts.agent,
      counts.published,
      counts.handedOff,
      counts.retries,
      counts.deadLetters,
      counts.fenced,
      counts.duplicates,
      counts.latencyMs?.p50 ?? "-",
      counts.latencyMs?.p99 ?? "-",
    ]);
    return table(header, rows);
  }

  #holeLines(): string[] {
    if (this.#holes.length === 0) return ["none"];
    return table(
      ["FROM", "TO", "MISSING BARS"],
      this.#holes.map(({ from, to, missing }) => [new Date(from).toISOString(), new Date(to).toISOString(), missing]),
    );
  }

  #deadLetters(): string[] {
    const codes = Object.entries(this.#run.deadLetters);
    return codes.length === 0 ? ["none"] : table(["CODE", "COUNT"], codes);
  }
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", title, ...lines.map((line) => `  ${line}`)];
}
