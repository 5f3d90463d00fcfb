import process from "node:process";

/** What the desk is told at start. */
export interface DeskConfig {
  readonly symbol: string;
  readonly confidence: number;
  readonly quantity: number;
}

const DEFAULTS: DeskConfig = {
  symbol: "BTC/USD",
  confidence: 0.6,
  quantity: 2,
};

export function readConfig(env: Record<string, string | undefined> = process.env): DeskConfig {
  return {
    symbol: env["DESK_SYMBOL"] ?? DEFAULTS.symbol,
    confidence: Number(env["DESK_CONFIDENCE"] ?? DEFAULTS.confidence),
    quantity: Number(env["DESK_QUANTITY"] ?? DEFAULTS.quantity),
  };
}

/** Every stream and who reads it, as the deployment creates them. */
export const GROUPS_BY_STREAM: Record<string, string> = {
  signals: "reasoning_agents",
  decisions: "execution_agents",
  executions: "grading_agents",
  grades: "learning_agents",
};
