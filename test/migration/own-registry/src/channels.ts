/** The lab's streams. */
export enum Channel {
  Samples = "samples",
  Results = "results",
  Reviews = "reviews",
  DeadLetters = "lab_dead_letters",
}

/** Who reads them, one group each. */
export const Readers = { Analysers: "analysers", Reviewers: "reviewers" } as const;
