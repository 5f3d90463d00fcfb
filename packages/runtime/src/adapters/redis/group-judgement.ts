import type { GroupRef, GroupState } from "../../ports/event-store.js";
import { type Finding, FindingCode } from "../../ports/finding.js";

/** A consumer as the server knows it. */
export interface ConsumerState {
  readonly name: string;
  readonly pending: number;
  /** Since it last read, claimed or renewed anything, in milliseconds. */
  readonly idleMs: number;
}

export interface GroupFacts extends GroupRef {
  readonly agent: string;
  /** The group at several moments, oldest first; none where it does not exist. */
  readonly states: readonly GroupState[];
  readonly consumers: readonly ConsumerState[];
}

/** How many names of consumers a finding gives. */
const MOST_NAMES = 5;

/**
 * What is wrong with a group.
 *
 * @param deadAfterMs How long a consumer may be idle and count as alive, in milliseconds. One that holds entries renews
 * its lease far more often.
 */
export function judgeGroup({ stream, group, agent, states, consumers }: GroupFacts, deadAfterMs: number): Finding[] {
  const fault = (code: FindingCode, what: string, remedy: string): Finding => {
    return { code, severity: "fault", subject: `${stream}/${group}`, what, remedy };
  };
  const [first, last] = [states[0], states.at(-1)];
  if (first === undefined || last === undefined) {
    return [
      fault(
        FindingCode.GROUP_MISSING,
        `Group ${group} of ${stream} does not exist.`,
        `Run ${agent}, which creates it: at new entries, or at the first one with --start-from 0.`,
      ),
    ];
  }
  const found: Finding[] = [];
  const alive = consumers.some(({ idleMs }) => idleMs <= deadAfterMs);
  const seconds = Math.round(deadAfterMs / 1_000);
  const { lag, pending } = last;
  const waiting = pending > 0 || states.every((state) => state.lag > 0);
  if (waiting && !alive) {
    found.push(
      fault(
        FindingCode.GROUP_STUCK,
        `${lag} entries wait for group ${group}, ${pending} are in hand, and no consumer of it was seen for ${seconds} s.`,
        `Run ${agent}; where it runs, see whether its circuit breaker is open.`,
      ),
    );
  }
  const dead = consumers.filter((consumer) => consumer.pending > 0 && consumer.idleMs > deadAfterMs);
  if (dead.length > 0) {
    const held = dead.reduce((sum, consumer) => sum + consumer.pending, 0);
    const names = dead.slice(0, MOST_NAMES).map(({ name }) => name);
    const more = dead.length > MOST_NAMES ? ` and ${dead.length - MOST_NAMES} more` : "";
    found.push(
      fault(
        FindingCode.CONSUMER_DEAD,
        `${held} entries are held by consumers that were not seen for ${seconds} s: ${names.join(", ")}${more}.`,
        `${agent} claims them when it reads. Do not delete these consumers: that loses what they hold.`,
      ),
    );
  }
  const growing =
    states.length > 1 && states.every((state, index) => index === 0 || state.lag > (states[index - 1]?.lag ?? 0));
  if (growing && alive) {
    found.push(
      fault(
        FindingCode.LAG_GROWING,
        `The lag of group ${group} grew from ${first.lag} to ${lag} while it was watched.`,
        `Run ${agent} in more processes, or see what its handler waits for.`,
      ),
    );
  }
  return found;
}
