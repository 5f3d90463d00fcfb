import type { AgentName, InputOf, ReferenceTopology } from "@handoff/contracts";
import type { Agent } from "../agent.js";
import type { Producer } from "../producer.js";
import type { Broker } from "./broker.js";
import { ExecutionEngine } from "./execution-engine.js";
import { GradeAgent } from "./grade-agent.js";
import { LearningAgent } from "./learning-agent.js";
import type { MarketData } from "./market-data.js";
import type { OutcomeLedger } from "./outcome-ledger.js";
import { PaperBroker } from "./paper-broker.js";
import { resolveRiskLimits, type RiskLimits } from "./position-sizing.js";
import type { Reasoner } from "./reasoner.js";
import { ReasoningAgent } from "./reasoning-agent.js";
import { RuleReasoner } from "./rule-reasoner.js";
import { SignalGenerator, type SignalGeneratorOptions } from "./signal-generator.js";

/** An implementation for every agent of the reference topology: one that is missing does not compile. */
export type TradingAgentTable = {
  readonly [A in AgentName<ReferenceTopology>]: [InputOf<ReferenceTopology, A>] extends [never]
    ? Producer<ReferenceTopology, A>
    : Agent<ReferenceTopology, A>;
};

export interface TradingAgentsOptions extends Partial<Pick<SignalGeneratorOptions, "onHole" | "onProgress">> {
  readonly marketData: MarketData;
  /** Names the run: a repeated run under the same id does nothing twice. */
  readonly runId: string;
  readonly ledger: OutcomeLedger;
  /** By default the deterministic rules. */
  readonly reasoner?: Reasoner;
  /** By default a paper broker on the market data. */
  readonly broker?: Broker;
  readonly limits?: Partial<RiskLimits>;
}

/**
 * The agents of the reference chain: a reference implementation, not a strategy.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a limit out of range.
 */
export function createTradingAgents(options: TradingAgentsOptions) {
  const { marketData, runId, ledger, reasoner = new RuleReasoner(), broker = new PaperBroker(marketData) } = options;
  const { onHole, onProgress } = options;
  const limits = resolveRiskLimits(options.limits);
  const { intervalMs } = marketData;
  return {
    SignalGenerator: new SignalGenerator({
      marketData,
      runId,
      ...(onHole === undefined ? {} : { onHole }),
      ...(onProgress === undefined ? {} : { onProgress }),
    }),
    ReasoningAgent: new ReasoningAgent({ reasoner, ledger, limits, intervalMs }),
    ExecutionEngine: new ExecutionEngine({ broker }),
    GradeAgent: new GradeAgent(),
    LearningAgent: new LearningAgent({ ledger }),
  } satisfies TradingAgentTable;
}
