import type { Clock } from "../../src/ports/clock.js";

/** What can happen at an await. */
export type Fault =
  | { readonly kind: "reject" }
  /** It takes so many milliseconds longer. */
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "crash" };

/** How many there are at most in a simulation: it must come to an end. */
const MOST = 40;
/** The longest delay, in milliseconds: longer than a lease. */
const LONGEST_DELAY_MS = 2_500;

/** Draws a fault, or none, at every place that it is asked about. */
export class Faults {
  readonly #random: () => number;
  readonly #clock: Clock;
  /** How likely a fault is at a place; it differs from simulation to simulation. */
  readonly #share: number;
  /** What happened, for whoever has to find out. */
  readonly trace: string[] = [];
  #left = MOST;

  constructor(random: () => number, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
    this.#share = 0.02 + random() * 0.1;
  }

  at(place: string): Fault | undefined {
    if (this.#left === 0 || this.#random() >= this.#share) return undefined;
    this.#left--;
    const fault = this.#draw();
    this.note(`${fault.kind} ${place}`);
    return fault;
  }

  note(what: string): void {
    this.trace.push(`${this.#clock.now()} ${what}`);
  }

  #draw(): Fault {
    const drawn = this.#random();
    if (drawn < 0.4) return { kind: "reject" };
    if (drawn < 0.75) return { kind: "delay", ms: Math.floor(this.#random() * LONGEST_DELAY_MS) };
    return { kind: "crash" };
  }
}
