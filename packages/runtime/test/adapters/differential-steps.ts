import fc from "fast-check";

const STREAMS = ["work", "results"] as const;
/** Those, and one that only outputs go to. */
export const ALL_STREAMS = [...STREAMS, "audit"];
const GROUPS = ["left", "right"] as const;
const CONSUMERS = ["one", "two"] as const;

/** An operation; entries are named by their order, modulo how many there are. */
export type Step = { readonly stream: string; readonly group: string; readonly consumer: string } & (
  | { readonly kind: "ensure"; readonly startFrom: "$" | "0" | number }
  | { readonly kind: "append"; readonly eventId: number; readonly trace: number; readonly parent: number }
  | { readonly kind: "foreign_append"; readonly text: number }
  | { readonly kind: "read"; readonly count: number }
  /** What has been idle for long was given back as such, and not renewed since: no sequence takes so long. */
  | { readonly kind: "claim"; readonly count: number; readonly idle: "for long" | "or not" }
  | {
      readonly kind: "give_back";
      readonly entries: readonly (readonly [entry: number, deliveries: number, idle: "for long" | "not at all"])[];
    }
  | { readonly kind: "hand_off"; readonly settlements: readonly SettlementStep[] }
  | { readonly kind: "renew"; readonly entries: readonly number[] }
  | {
      readonly kind: "range";
      readonly from: number;
      readonly to: number;
      readonly open: string;
      readonly reverse: boolean;
    }
  | { readonly kind: "delete_entry"; readonly entry: number }
  | { readonly kind: "lineage"; readonly trace: number }
  | { readonly kind: "resolve"; readonly entries: readonly (readonly [entry: number, to: string])[] }
  | { readonly kind: "trim"; readonly keepNewest: number; readonly count: number; readonly needed: readonly string[] }
  | { readonly kind: "purge"; readonly entries: readonly number[] }
  | { readonly kind: "resolutions"; readonly before: number; readonly count: number }
  | { readonly kind: "destroy_group" | "delete_stream" | "inspect" | "reap" }
);

export interface SettlementStep {
  readonly entry: number;
  readonly outputs: readonly string[];
  readonly trace: number;
  readonly parent: number;
}

const small = fc.nat({ max: 7 });
/** One place is the busiest, so that operations meet there. */
const place = {
  stream: fc.constantFrom("work", "work", "work", ...STREAMS),
  group: fc.constantFrom("left", "left", "left", ...GROUPS),
  consumer: fc.constantFrom("one", "one", ...CONSUMERS),
};
const count = fc.integer({ min: 1, max: 4 });
const settlementStep: fc.Arbitrary<SettlementStep> = fc.record({
  entry: small,
  outputs: fc.array(fc.constantFrom(...STREAMS, "audit"), { maxLength: 3 }),
  trace: small,
  parent: small,
});

const returned = fc.tuple(small, small, fc.constantFrom("for long", "not at all"));

function step<Kind extends string, Rest>(kind: Kind, rest: { [K in keyof Rest]: fc.Arbitrary<Rest[K]> }) {
  return fc.record({ kind: fc.constant(kind), ...place, ...rest });
}

/** Weighted so that entries flow: most sequences append, read, settle, and lose something now and then. */
export const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: step("ensure", { startFrom: fc.oneof(fc.constantFrom("$" as const, "0" as const), small) }),
    },
    { weight: 18, arbitrary: step("append", { eventId: fc.nat({ max: 20 }), trace: small, parent: small }) },
    { weight: 15, arbitrary: step("read", { count }) },
    { weight: 2, arbitrary: step("foreign_append", { text: small }) },
    { weight: 9, arbitrary: step("claim", { count, idle: fc.constantFrom("for long", "or not", "or not") }) },
    { weight: 6, arbitrary: step("give_back", { entries: fc.array(returned, { maxLength: 3 }) }) },
    { weight: 15, arbitrary: step("hand_off", { settlements: fc.array(settlementStep, { maxLength: 4 }) }) },
    { weight: 6, arbitrary: step("renew", { entries: fc.array(small, { maxLength: 4 }) }) },
    {
      weight: 3,
      arbitrary: step("range", { from: small, to: small, open: fc.constantFrom("", "("), reverse: fc.boolean() }),
    },
    { weight: 3, arbitrary: step("delete_entry", { entry: small }) },
    { weight: 6, arbitrary: step("lineage", { trace: small }) },
    { weight: 6, arbitrary: step("inspect", {}) },
    {
      weight: 6,
      arbitrary: step("resolve", {
        entries: fc.array(fc.tuple(small, fc.constantFrom("", ...ALL_STREAMS)), { maxLength: 3 }),
      }),
    },
    {
      weight: 8,
      arbitrary: step("trim", {
        keepNewest: fc.nat({ max: 3 }),
        count,
        needed: fc.array(fc.constantFrom(...GROUPS), { maxLength: 1 }),
      }),
    },
    { weight: 3, arbitrary: step("reap", {}) },
    { weight: 2, arbitrary: step("purge", { entries: fc.array(small, { maxLength: 3 }) }) },
    { weight: 3, arbitrary: step("resolutions", { before: small, count }) },
    { weight: 1, arbitrary: step("destroy_group", {}) },
    { weight: 1, arbitrary: step("delete_stream", {}) },
  ) as fc.Arbitrary<Step>,
  { minLength: 10, maxLength: 40, size: "max" },
);

const BUSIEST = { stream: "work", group: "left", consumer: "one" };

/** Before every sequence: with something in hand, more can happen. */
export const PRELUDE: readonly Step[] = [
  { ...BUSIEST, kind: "ensure", startFrom: "0" },
  ...Array.from(
    { length: 5 },
    (_, index) => ({ ...BUSIEST, kind: "append", eventId: index, trace: 0, parent: 0 }) as const,
  ),
  { ...BUSIEST, kind: "read", count: 4 },
  {
    ...BUSIEST,
    kind: "hand_off",
    settlements: [3, 2].map((entry) => ({ entry, outputs: [], trace: entry, parent: 0 })),
  },
];
