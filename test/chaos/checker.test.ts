import { ConsumerGroup, FieldName, Stream } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { checkHistory } from "./checker.js";
import { type Accepted, BreachKind, type History } from "./history.js";
import { deadLetter, eventFields, rightHistory } from "./right-history.js";

type Spoil = (history: ReturnType<typeof rightHistory>) => Partial<History> | undefined;

/** For each kind of breach the ways in which the right history is made wrong. */
const spoils: Readonly<Record<BreachKind, Readonly<Record<string, Spoil>>>> = {
  [BreachKind.LOST]: {
    "an entry was acknowledged and its outputs were not added": ({ streams }) => {
      streams[Stream.GRADES]?.shift();
      return undefined;
    },
    "an unreadable entry vanished without a dead letter": ({ streams }) => {
      streams[Stream.DLQ_EVENTS] = [];
      return undefined;
    },
    "an entry that no producer was told of is not settled": ({ streams }) => {
      streams[Stream.SIGNALS]?.push({ id: "9-0", fields: eventFields("unknown", "Source") });
      return undefined;
    },
  },
  [BreachKind.TRIMMED_UNSETTLED]: {
    "retention took an entry that no group had read": ({ streams, accepted }) => {
      accepted.push({ stream: Stream.SIGNALS, entryId: "0-1", traceId: "trimmed" });
      expect(streams[Stream.SIGNALS]?.[0]?.id).toBe("1-0");
      return undefined;
    },
    "the server forgot an entry it had acknowledged to a producer whose reply was lost": ({ accepted }) => {
      accepted.push({ stream: Stream.SIGNALS, traceId: "forgotten" });
      return undefined;
    },
  },
  [BreachKind.TORN]: {
    "one of two outputs is missing": ({ streams }) => {
      streams[Stream.EXECUTIONS]?.pop();
      return undefined;
    },
  },
  [BreachKind.TWICE]: {
    "an entry was processed by two consumers": ({ streams }) => {
      streams[Stream.GRADES]?.push({ id: "9-0", fields: eventFields("a3", "Passer", "a1") });
      return undefined;
    },
    "one processing was committed twice": ({ streams }) => {
      streams[Stream.GRADES]?.push({ id: "9-0", fields: eventFields("a2", "Passer", "a1") });
      return undefined;
    },
  },
  [BreachKind.GIVEN_UP_TWICE]: {
    "an entry has two dead letters": ({ streams }) => {
      streams[Stream.DLQ_EVENTS]?.push(deadLetter("9-0", "3-0", 0));
      return undefined;
    },
  },
  [BreachKind.TWO_OUTCOMES]: {
    "an entry was given up by one consumer and processed by another": ({ streams }) => {
      streams[Stream.DLQ_EVENTS]?.push(deadLetter("9-0", "1-0", 3));
      return undefined;
    },
  },
  [BreachKind.APPENDED_TWICE]: {
    "a producer whose reply was lost appended again": ({ streams }) => {
      streams[Stream.SIGNALS]?.push({ id: "9-0", fields: eventFields("b", "Source") });
      return undefined;
    },
  },
  [BreachKind.TRACE_REUSED]: {
    "two processings have one trace id": ({ streams }) => {
      streams[Stream.GRADES] = [
        { id: "6-0", fields: eventFields("same", "Passer", "a1") },
        { id: "7-0", fields: eventFields("same", "Passer", "b1") },
      ];
      return undefined;
    },
    "an agent published with the trace id that it read": ({ streams }) => {
      streams[Stream.GRADES]?.splice(0, 1, { id: "6-0", fields: eventFields("a1", "Passer", "a1") });
      return undefined;
    },
  },
  [BreachKind.ORPHAN]: {
    "the parent of an event is nowhere": ({ streams }) => {
      streams[Stream.GRADES]?.push({ id: "9-0", fields: eventFields("c2", "Passer", "nobody") });
      return undefined;
    },
    "an agent's event has no parent": ({ streams }) => {
      streams[Stream.GRADES]?.push({ id: "9-0", fields: eventFields("c2", "Passer") });
      return undefined;
    },
    "a dead letter is of an entry that nobody ever saw": ({ streams }) => {
      streams[Stream.DLQ_EVENTS]?.push(deadLetter("9-0", "77-0", 0));
      return undefined;
    },
  },
  [BreachKind.GIVEN_UP_WRONGLY]: {
    "a sound event went to the dead letters": ({ streams }) => {
      for (const stream of [Stream.DECISIONS, Stream.EXECUTIONS, Stream.GRADES]) streams[stream]?.pop();
      streams[Stream.DLQ_EVENTS]?.push(deadLetter("9-0", "2-0", 4));
      return undefined;
    },
  },
  [BreachKind.NOT_GIVEN_UP]: {
    "a poison event was published": ({ streams, accepted }) => {
      accepted.splice(0, 1, { stream: Stream.SIGNALS, entryId: "1-0", traceId: "a", givenUpAfter: 3 });
      expect(streams[Stream.DECISIONS]).toHaveLength(2);
      return undefined;
    },
  },
  [BreachKind.RETRY_COUNT]: {
    "a dead letter counts too many retries": ({ streams }) => {
      streams[Stream.DLQ_EVENTS] = [deadLetter("8-0", "3-0", 1)];
      return undefined;
    },
    "a dead letter counts more retries than it may": ({ streams, accepted }) => {
      mayBeGivenUpAfter(accepted, [0, 1]);
      streams[Stream.DLQ_EVENTS] = [deadLetter("8-0", "3-0", 2)];
      return undefined;
    },
    "a dead letter counts fewer retries than it must": ({ accepted }) => {
      mayBeGivenUpAfter(accepted, [1, 2]);
      return undefined;
    },
  },
  [BreachKind.OUT_OF_ORDER]: {
    "the outputs of one key changed places": ({ streams }) => {
      streams[Stream.DECISIONS] = [
        { id: "4-0", fields: eventFields("b1", "Splitter", "b") },
        { id: "5-0", fields: eventFields("a1", "Splitter", "a") },
      ];
      return undefined;
    },
  },
  [BreachKind.PENDING_LEFT]: {
    "a group still holds an entry": ({ groups }) => ({ groups: groups.map((each) => ({ ...each, pending: 1 })) }),
  },
  [BreachKind.LAG_LEFT]: {
    "a group has not read to the end": ({ groups }) => ({ groups: groups.map((each) => ({ ...each, lag: 1 })) }),
  },
  [BreachKind.GROUP_MISSING]: {
    "a group is gone": ({ groups }) => ({ groups: groups.slice(1) }),
  },
};

const cases = Object.entries(spoils).flatMap(([kind, ways]) =>
  Object.entries(ways).map(([name, spoil]) => ({ kind, name, spoil })),
);

describe("the checker", () => {
  it("finds nothing in as many retries as there may be", () => {
    const history = rightHistory();
    mayBeGivenUpAfter(history.accepted, [0, 1]);
    expect(checkHistory(history)).toEqual([]);
  });

  it("finds nothing in a right history", () => {
    expect(checkHistory(rightHistory())).toEqual([]);
  });

  it.each(cases)("reports $kind where $name", ({ kind, spoil }) => {
    const history = rightHistory();
    const wrong = { ...history, ...spoil(history) };
    expect(checkHistory(wrong).map((breach) => breach.kind)).toContain(kind);
  });

  it("finds nothing where an entry was trimmed after its groups were done with it", () => {
    const history = rightHistory();
    history.streams[Stream.SIGNALS]?.shift();
    expect(checkHistory(history)).toEqual([]);
  });

  it("finds nothing where other keys overtake", () => {
    const history = rightHistory();
    const other = (traceId: string, parent?: string) => ({
      ...eventFields(traceId, parent === undefined ? "Source" : "Splitter", parent),
      [FieldName.SYMBOL]: "URTH",
    });
    history.streams[Stream.SIGNALS]?.splice(1, 1, { id: "2-0", fields: other("b") });
    history.streams[Stream.DECISIONS]?.reverse();
    expect(checkHistory(history)).toEqual([]);
  });

  it("excuses only what had been delivered when a foreign hand struck, and only in its group", () => {
    const history = rightHistory();
    history.streams[Stream.GRADES] = [];
    const excuse = { stream: Stream.DECISIONS, group: ConsumerGroup.EXECUTION_AGENTS, upTo: "4-0", isTaken: true };
    expect(checkHistory({ ...history, excuses: [excuse] })).toEqual([
      { kind: BreachKind.LOST, place: `${Stream.DECISIONS} 5-0 ${ConsumerGroup.EXECUTION_AGENTS}` },
    ]);
    const elsewhere = { ...excuse, group: ConsumerGroup.LEARNING_AGENTS };
    expect(checkHistory({ ...history, excuses: [elsewhere] })).toHaveLength(2);
  });

  it("excuses what a foreign hand may have brought back for coming again, not for being lost", () => {
    const history = rightHistory();
    const [first] = history.streams[Stream.GRADES] ?? [];
    if (first === undefined) throw new Error("The right history has no grades.");
    const excuse = { stream: Stream.DECISIONS, group: ConsumerGroup.EXECUTION_AGENTS, upTo: "9-0", isTaken: false };
    history.streams[Stream.GRADES]?.push({ ...first, id: "99-0" });
    expect(checkHistory(history).map(({ kind }) => kind)).toContain(BreachKind.TWICE);
    expect(checkHistory({ ...history, excuses: [excuse] }).map(({ kind }) => kind)).not.toContain(BreachKind.TWICE);
    history.streams[Stream.GRADES] = [];
    expect(checkHistory({ ...history, excuses: [excuse] }).map(({ kind }) => kind)).toContain(BreachKind.LOST);
  });
});

/** Has the entry that is given up be so after any of these numbers of retries. */
function mayBeGivenUpAfter(accepted: Accepted[], givenUpAfter: readonly [number, number]): void {
  const index = accepted.findIndex(({ entryId }) => entryId === "3-0");
  accepted.splice(index, 1, { stream: Stream.SIGNALS, entryId: "3-0", givenUpAfter });
}
