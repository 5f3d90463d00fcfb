/**
 * The states of a breaker, as JSON holds them too. `until` is in milliseconds since the epoch; `openings` counts how often
 * it opened without having closed. `isolated`: held open by hand.
 */
export type BreakerState =
  | { readonly kind: "closed"; readonly failures: number }
  | { readonly kind: "open"; readonly until: number; readonly openings: number }
  | { readonly kind: "half_open"; readonly openings: number }
  | { readonly kind: "isolated" };
