import { randomUUID } from "node:crypto";
import { type AgentName, type ReferenceTopology, referenceTopology } from "@handoff/contracts";
import type { ExitCode, Output } from "@handoff/contracts/command-line";
import { createRuntime, type Runtime } from "../../create-runtime.js";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import type { LogLevel } from "../../observability/log.js";
import { createLogger } from "../../observability/logger.js";
import { Metrics } from "../../observability/metrics.js";
import { type MetricsEndpoint, serveMetrics } from "../../observability/metrics-endpoint.js";
import type { RuntimeOptions } from "../../runtime-options.js";
import { readCandles } from "../../trading/candle-files.js";
import type { MarketCalendar } from "../../trading/market-calendar.js";
import { RecordedMarketData } from "../../trading/market-data.js";
import { createTradingAgents, type TradingAgentTable } from "../../trading/trading-agents.js";
import { openMemory, openRedisToRun, type OpenStore, type RunPlace } from "../open-store.js";
import { Progress } from "../progress.js";
import type { RedisAccess } from "../redis-access.js";
import { RunReport } from "../run-report.js";

export interface RunOptions extends Omit<RedisAccess, "redis"> {
  /** Without one, everything stays in this process. */
  readonly redis?: RedisAccess["redis"];
  readonly candles: string;
  readonly symbol: string;
  readonly calendar?: MarketCalendar;
  readonly partitions?: number;
  readonly runId?: string;
  readonly startFrom: "$" | "0";
  readonly retries: number;
  readonly maxEventBytes?: number;
  readonly keepNewest?: number;
  /** In milliseconds. */
  readonly keepFor?: number;
  readonly replicas?: number;
  /** In milliseconds. */
  readonly replicasWithin?: number;
  readonly metricsPort?: number;
  readonly metricsHost: string;
  readonly logLevel: LogLevel | "silent";
  readonly json: boolean;
}

/**
 * `handoff run [agents…]`: replays candles through the chain and sums up. With the SignalGenerator among the agents it
 * ends when everything has gone through; without it, when it is told to.
 */
export async function run(names: readonly string[], options: RunOptions, output: Output): Promise<ExitCode> {
  const chosen = agentNames(names);
  const { candles } = await readCandles(options.candles);
  const { symbol, calendar, runId = randomUUID() } = options;
  const marketData = new RecordedMarketData({ symbol, candles, ...(calendar === undefined ? {} : { calendar }) });
  const logger = createLogger({ level: options.logLevel });
  const opened = await open(options, { runId, log: logger.logStructured });
  const report = new RunReport();
  const progress = new Progress(output, report);
  let metrics: RunMetrics | undefined;
  try {
    metrics = await serve(options, opened, output);
    const agents = createTradingAgents({
      marketData,
      runId,
      ledger: opened.ledger,
      onHole: (hole) => {
        report.observeHole(hole);
      },
      onProgress: (position) => {
        progress.at(position);
      },
    });
    const runtime = createRuntime({
      topology: referenceTopology,
      agents: chosen.map((name) => agents[name] as TradingAgentTable["ReasoningAgent" | "SignalGenerator"]),
      store: opened.store,
      states: opened.states,
      startFrom: options.startFrom,
      limits: { retries: options.retries },
      ...bounds(options),
      log: logger.logStructured,
      observe: (event) => {
        report.observe(event);
        metrics?.observe(event);
      },
    });
    await untilDone(runtime, output);
    logger.flush();
    const summary = await report.summarise(runtime, opened);
    if (options.json) output.json({ symbol, candles: candles.length, runId, ...summary.json });
    else
      for (const line of summary.lines(`${symbol}, ${String(candles.length)} candles, run ${runId}`))
        output.answer(line);
    return summary.complete ? 0 : 1;
  } finally {
    logger.flush();
    await metrics?.close();
    await opened.close();
  }
}

type RunMetrics = Pick<Metrics, "observe"> & Pick<MetricsEndpoint, "close">;

/** Before anything is published: a port that cannot be had ends the command with nothing done. */
async function serve(options: RunOptions, { store }: OpenStore, output: Output): Promise<RunMetrics | undefined> {
  const { metricsPort: port, metricsHost: host } = options;
  if (port === undefined) return undefined;
  const metrics = new Metrics({ topology: referenceTopology, store });
  const { url, close } = await serveMetrics(metrics, { port, host });
  output.notice(`Metrics at ${url}`);
  return { observe: metrics.observe, close };
}

function agentNames(names: readonly string[]): readonly AgentName<ReferenceTopology>[] {
  const known = Object.keys(referenceTopology.agents) as AgentName<ReferenceTopology>[];
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) {
    throw invalid(`agents: ${JSON.stringify(unknown)} is unknown. Give any of ${known.join(", ")}`);
  }
  return names.length === 0 ? known : known.filter((name) => names.includes(name));
}

/** What is said of sizes and ages; what is not, is as the runtime has it. */
function bounds({
  maxEventBytes,
  keepNewest,
  keepFor,
}: RunOptions): Pick<RuntimeOptions, "maxEventBytes" | "retention"> {
  const retention = {
    ...(keepNewest === undefined ? {} : { keepNewest }),
    ...(keepFor === undefined ? {} : { minAgeMs: keepFor }),
  };
  return {
    ...(maxEventBytes === undefined ? {} : { maxEventBytes }),
    ...(Object.keys(retention).length === 0 ? {} : { retention }),
  };
}

async function open(options: RunOptions, { runId, log }: Pick<RunPlace, "log" | "runId">): Promise<OpenStore> {
  const { redis, partitions, replicas, replicasWithin, ...access } = options;
  if (replicasWithin !== undefined && replicas === undefined) {
    throw invalid(`replicas-within is ${replicasWithin}, and replicas is not given. Say how many, or leave it out`);
  }
  if (redis !== undefined) {
    const replication = replicas === undefined ? undefined : { atLeast: replicas, withinMs: replicasWithin };
    return openRedisToRun({ ...access, redis }, { runId, partitions, replication, log });
  }
  const { redisCa, redisCert, redisKey } = access;
  const idle = Object.entries({ replicas, "redis-ca": redisCa, "redis-cert": redisCert, "redis-key": redisKey });
  const [name, value] = idle.find(([, given]) => given !== undefined) ?? [];
  if (name === undefined) return openMemory(partitions);
  throw invalid(`${name} is ${JSON.stringify(value)}, and redis is not given. Say which Redis, or leave it out`);
}

function invalid(problem: string): HandoffError {
  return new HandoffError(HandoffErrorCode.OPTION_INVALID, `${problem}.`);
}

/** Until the chain is through or a signal asks to drain; a second signal ends the process at once. */
async function untilDone(runtime: Runtime, output: Output): Promise<void> {
  let drain: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => {
    drain = resolve;
  });
  const onSignal = (): void => {
    output.notice("Draining; once more ends at once.");
    drain?.();
    ignore();
  };
  const ignore = (): void => {
    process.removeListener("SIGINT", onSignal).removeListener("SIGTERM", onSignal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    await runtime.start();
    await Promise.race([runtime.completed(), asked]);
  } finally {
    await runtime.stop();
    ignore();
  }
}
