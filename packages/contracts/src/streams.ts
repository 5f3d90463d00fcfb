import { ContractError, ContractErrorCode, quoted } from "./errors.js";

/** The streams of the reference protocol. */
export const Stream = {
  /** SignalGenerator → ReasoningAgent. */
  SIGNALS: "signals",
  /** ReasoningAgent → ExecutionEngine. */
  DECISIONS: "decisions",
  /** ExecutionEngine → GradeAgent. */
  EXECUTIONS: "executions",
  /** GradeAgent → LearningAgent. */
  GRADES: "grades",
  /** Entries that were given up, of every stream. */
  DLQ_EVENTS: "dlq_events",
} as const;
export type Stream = (typeof Stream)[keyof typeof Stream];

/** The consumer groups of the reference protocol: one per logical consumer. */
export const ConsumerGroup = {
  REASONING_AGENTS: "reasoning_agents",
  EXECUTION_AGENTS: "execution_agents",
  GRADING_AGENTS: "grading_agents",
  LEARNING_AGENTS: "learning_agents",
} as const;
export type ConsumerGroup = (typeof ConsumerGroup)[keyof typeof ConsumerGroup];

/**
 * Name of a private point-to-point stream: `handoffStreamName("signals", "reasoning")` is `signals_reasoning`.
 *
 * @throws {ContractError} `NAME_INVALID` for a part that is not lower-case letters, digits and underscores.
 */
export function handoffStreamName<const Source extends string, const Target extends string>(
  source: Source,
  target: Target,
): `${Source}_${Target}` {
  requireName(source, "source");
  requireName(target, "target");
  return `${source}_${target}`;
}

/**
 * Name of the consumer group of a target: `consumerGroupName("reasoning")` is `reasoning_agents`.
 *
 * @throws {ContractError} `NAME_INVALID` for a target that is not lower-case letters, digits and underscores.
 */
export function consumerGroupName<const Target extends string>(target: Target): `${Target}_agents` {
  requireName(target, "target");
  return `${target}_agents`;
}

/** @throws {ContractError} `NAME_INVALID` for a name that is not lower-case letters, digits and underscores. */
export function requireName(name: string, what: string): void {
  if (/^[a-z][a-z0-9_]*$/.test(name)) return;
  throw new ContractError({
    code: ContractErrorCode.NAME_INVALID,
    path: [what],
    expected: `lower-case letters, digits and underscores, starting with a letter, got ${quoted(name)}`,
    remedy: `Rename the ${what}.`,
  });
}
