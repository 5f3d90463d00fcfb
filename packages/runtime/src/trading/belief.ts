/** Outcomes of one kind of signal: counts of closed trades. */
export interface OutcomeCounts {
  readonly wins: number;
  readonly losses: number;
}

/** What is believed of one kind of signal. */
export interface Belief {
  /** Probability of profit after the outcomes: 0 to 1. */
  readonly winProbability: number;
  /** What a confidence is multiplied with: 0.5 to 1.25. */
  readonly multiplier: number;
}

/** Outcomes that the prior weighs as much as. */
const PRIOR_STRENGTH = 10;
const LOWEST_MULTIPLIER = 0.5;
const HIGHEST_MULTIPLIER = 1.25;

/**
 * The win probability at which a trade neither earns nor loses before costs: `1 / (1 + rr)`. At a loss of 1 R and a win
 * of rr R, `p × rr = (1 − p) × 1`.
 */
export function breakEvenProbability(rewardRisk: number): number {
  return 1 / (1 + rewardRisk);
}

/**
 * Beta-Bernoulli belief (Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.4). Prior: Beta with mean
 * `m = 1 / (1 + rr)` and strength 10, that is, Beta(10 m, 10 (1 − m)). Posterior mean after `w` wins in `n` outcomes:
 * `(10 m + w) / (10 + n)`. The multiplier is posterior mean over prior mean, clamped, so that it is 1 while nothing is
 * known and a run of luck neither silences nor doubles a kind of signal.
 */
export function beliefOf({ wins, losses }: OutcomeCounts, rewardRisk: number): Belief {
  const priorMean = breakEvenProbability(rewardRisk);
  const winProbability = (PRIOR_STRENGTH * priorMean + wins) / (PRIOR_STRENGTH + wins + losses);
  const multiplier = Math.min(HIGHEST_MULTIPLIER, Math.max(LOWEST_MULTIPLIER, winProbability / priorMean));
  return { winProbability, multiplier };
}
