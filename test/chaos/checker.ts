import { ContractError, decodeDeadLetter, type EntryFields, FieldName } from "@handoff/contracts";
import type { StreamEntry } from "@handoff/runtime";
import { type Accepted, type Breach, BreachKind, type Excuse, type History, type Route } from "./history.js";

/** An entry that groups had to settle: found on its stream, or only known to a producer. */
interface Input {
  readonly stream: string;
  readonly entryId: string | undefined;
  readonly traceId: string | undefined;
  readonly fields: EntryFields | undefined;
  readonly accepted: Accepted | undefined;
}

interface Output extends StreamEntry {
  readonly stream: string;
  readonly traceId: string | undefined;
  readonly parent: string | undefined;
  readonly agent: string | undefined;
}

interface GivenUp {
  readonly id: string;
  readonly retryCount: number;
}

/** Holds a history against the guarantee; yields everything that is wrong with it, and nothing for a right one. */
export function checkHistory(history: History): readonly Breach[] {
  const events = eventsOf(history);
  const deadLetters = deadLettersOf(history);
  const settled = history.routes.flatMap((route) =>
    inputsOf(history, route.stream).flatMap((input) => checkOutcome(history, route, { input, events, deadLetters })),
  );
  return [
    ...settled,
    ...checkAppended(history, events),
    ...checkTraces(history, events),
    ...checkDeadLetterSources(history),
    ...history.routes.flatMap((route) => checkOrder(history, route, events)),
    ...checkGroups(history),
  ];
}

/** How many outcomes there had to be: one for each entry and group, what is no longer there included. */
export function outcomesDue(history: History): number {
  return history.routes.reduce((sum, { stream }) => sum + inputsOf(history, stream).length, 0);
}

interface Outcome {
  readonly input: Input;
  readonly events: Events;
  readonly deadLetters: ReadonlyMap<string, readonly GivenUp[]>;
}

/** What may be where an entry came again. */
const OF_REPETITION: ReadonlySet<BreachKind> = new Set([
  BreachKind.TWICE,
  BreachKind.GIVEN_UP_TWICE,
  BreachKind.TWO_OUTCOMES,
]);

function checkOutcome(history: History, route: Route, { input, events, deadLetters }: Outcome): Breach[] {
  const { stream, group, agent, publishes } = route;
  const place = `${stream} ${input.entryId ?? input.traceId ?? "?"} ${group}`;
  const excuse = excuseOf(history, route, input.entryId);
  if (excuse?.isTaken === true) return [];
  const caused = input.traceId === undefined ? [] : (events.byParent.get(input.traceId) ?? []);
  const counts = publishes.map((name) => caused.filter((each) => each.agent === agent && each.stream === name).length);
  const givenUp = input.entryId === undefined ? [] : (deadLetters.get(keyOf(stream, input.entryId, group)) ?? []);
  const breaches: Breach[] = [];
  const report = (kind: BreachKind): void => {
    if (excuse === undefined || !OF_REPETITION.has(kind)) breaches.push({ kind, place });
  };
  const published = counts.some((count) => count > 0);
  if (counts.some((count) => count > 1)) report(BreachKind.TWICE);
  if (published && counts.includes(0)) report(BreachKind.TORN);
  if (givenUp.length > 1) report(BreachKind.GIVEN_UP_TWICE);
  if (published && givenUp.length > 0) report(BreachKind.TWO_OUTCOMES);
  const { givenUpAfter } = input.accepted ?? {};
  if (givenUpAfter === undefined && givenUp.length > 0) report(BreachKind.GIVEN_UP_WRONGLY);
  if (givenUpAfter !== undefined && published) report(BreachKind.NOT_GIVEN_UP);
  if (givenUp.some(({ retryCount }) => !isWithin(retryCount, givenUpAfter))) {
    report(BreachKind.RETRY_COUNT);
  }
  // Where nothing is published, the end of an entry leaves no trace but an empty pending list.
  const mustLeaveTrace = publishes.length > 0 || givenUpAfter !== undefined;
  if (!published && givenUp.length === 0 && mustLeaveTrace) {
    report(input.fields === undefined ? BreachKind.TRIMMED_UNSETTLED : BreachKind.LOST);
  }
  return breaches;
}

/** What producers were told of and what is there, joined; what is there without their knowledge counts as well. */
function inputsOf({ accepted, streams }: History, stream: string): readonly Input[] {
  const entries = streams[stream] ?? [];
  const told = accepted.filter((each) => each.stream === stream);
  const byEntry = new Map(told.flatMap((each) => (each.entryId === undefined ? [] : [[each.entryId, each]])));
  const byTrace = new Map(told.flatMap((each) => (each.traceId === undefined ? [] : [[each.traceId, each]])));
  const found = new Set<Accepted>();
  const there = entries.map(({ id, fields }): Input => {
    const traceId = fields[FieldName.TRACE_ID];
    const known = byEntry.get(id) ?? byTrace.get(traceId ?? "");
    if (known !== undefined) found.add(known);
    return { stream, entryId: id, traceId, fields, accepted: known };
  });
  const gone = told
    .filter((each) => !found.has(each))
    .map((each): Input => ({
      stream,
      entryId: each.entryId,
      traceId: each.traceId,
      fields: undefined,
      accepted: each,
    }));
  return [...there, ...gone];
}

interface Events {
  readonly all: readonly Output[];
  readonly byParent: ReadonlyMap<string, readonly Output[]>;
}

function eventsOf({ streams, deadLetterStream }: History): Events {
  const all = Object.entries(streams)
    .filter(([stream]) => stream !== deadLetterStream)
    .flatMap(([stream, entries]) =>
      entries.map(({ id, fields }): Output => ({
        stream,
        id,
        fields,
        traceId: fields[FieldName.TRACE_ID],
        parent: fields[FieldName.PARENT_TRACE_ID],
        agent: fields[FieldName.SOURCE_AGENT],
      })),
    );
  const withParent = all.filter(({ parent }) => parent !== undefined);
  return { all, byParent: grouped(withParent, ({ parent }) => parent ?? "") };
}

function deadLettersOf({ streams, deadLetterStream }: History): ReadonlyMap<string, readonly GivenUp[]> {
  const found = (streams[deadLetterStream] ?? []).flatMap(({ id, fields }) => {
    const record = decoded(fields);
    if (record === undefined) return [];
    const {
      [FieldName.SOURCE_STREAM]: stream = "",
      [FieldName.ENTRY_ID]: entryId = "",
      [FieldName.CONSUMER_GROUP]: group = "",
      [FieldName.RETRY_COUNT]: retryCount,
    } = record;
    return [{ id, key: keyOf(stream, entryId, group), retryCount }];
  });
  return grouped(found, ({ key }) => key);
}

function checkDeadLetterSources({ streams, deadLetterStream, accepted, excuses = [] }: History): Breach[] {
  return (streams[deadLetterStream] ?? []).flatMap(({ id, fields }) => {
    const record = decoded(fields);
    const stream = record?.[FieldName.SOURCE_STREAM] ?? "";
    const entryId = record?.[FieldName.ENTRY_ID];
    const isThere =
      streams[stream]?.some((entry) => entry.id === entryId) === true ||
      accepted.some((each) => each.stream === stream && each.entryId === entryId) ||
      excuses.some((excuse) => excuse.stream === stream);
    return isThere ? [] : [{ kind: BreachKind.ORPHAN, place: `${deadLetterStream} ${id}` }];
  });
}

function decoded(fields: EntryFields): ReturnType<typeof decodeDeadLetter> | undefined {
  try {
    return decodeDeadLetter(fields);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

function checkAppended({ accepted }: History, { all }: Events): Breach[] {
  const producers = new Set(accepted.map(({ stream }) => stream));
  const starts = all.filter(({ stream, parent }) => producers.has(stream) && parent === undefined);
  const byEvent = grouped(
    starts.filter(({ fields }) => fields[FieldName.EVENT_ID] !== undefined),
    ({ stream, fields }) => `${stream} ${fields[FieldName.EVENT_ID] ?? ""}`,
  );
  return [...byEvent].flatMap(([place, entries]) =>
    entries.length > 1 ? [{ kind: BreachKind.APPENDED_TWICE, place }] : [],
  );
}

/** The outputs of one processing share its trace id; no other entry may have it. */
function checkTraces({ accepted, excuses = [] }: History, { all }: Events): Breach[] {
  const breaches: Breach[] = [];
  const traced = all.filter(({ traceId }) => traceId !== undefined);
  const byTrace = grouped(traced, ({ traceId }) => traceId ?? "");
  for (const [traceId, entries] of byTrace) {
    const processings = new Set(entries.map(({ agent, parent }) => JSON.stringify([agent, parent])));
    if (processings.size > 1) breaches.push({ kind: BreachKind.TRACE_REUSED, place: traceId });
  }
  const known = new Set([...byTrace.keys(), ...accepted.map(({ traceId }) => traceId)]);
  const started = new Set(accepted.map(({ stream }) => stream));
  for (const { stream, id, parent } of all) {
    const isOrphan = parent === undefined ? !started.has(stream) : !known.has(parent);
    // Whoever lost a stream to a foreign hand has lost parents with it.
    if (isOrphan && excuses.length === 0) breaches.push({ kind: BreachKind.ORPHAN, place: `${stream} ${id}` });
  }
  return breaches;
}

/** What came out with a key must have gone in in the same order. */
function checkOrder(history: History, { stream, agent, publishes, orderKey }: Route, { all }: Events): Breach[] {
  if (orderKey === undefined) return [];
  const inputs = history.streams[stream] ?? [];
  const wentIn = new Map(inputs.map(({ fields }, index) => [fields[FieldName.TRACE_ID], { index, fields }]));
  return publishes.flatMap((output) => {
    const furthest = new Map<string, number>();
    return all.flatMap(({ stream: name, id, agent: writer, parent }) => {
      const input = name === output && writer === agent ? wentIn.get(parent) : undefined;
      const key = input === undefined ? undefined : orderKey(input.fields);
      if (input === undefined || key === undefined) return [];
      const isLate = input.index < (furthest.get(key) ?? 0);
      furthest.set(key, Math.max(input.index, furthest.get(key) ?? 0));
      return isLate ? [{ kind: BreachKind.OUT_OF_ORDER, place: `${output} ${id} key ${key}` }] : [];
    });
  });
}

function checkGroups({ routes, groups }: History): Breach[] {
  return routes.flatMap(({ stream, group }): Breach[] => {
    const place = `${stream} ${group}`;
    const end = groups.find((each) => each.stream === stream && each.group === group);
    if (end === undefined) return [{ kind: BreachKind.GROUP_MISSING, place }];
    return [
      ...(end.pending > 0 ? [{ kind: BreachKind.PENDING_LEFT, place: `${place}: ${end.pending}` }] : []),
      ...(end.lag > 0 ? [{ kind: BreachKind.LAG_LEFT, place: `${place}: ${end.lag}` }] : []),
    ];
  });
}

function excuseOf(
  { excuses = [] }: History,
  { stream, group }: Route,
  entryId: string | undefined,
): Excuse | undefined {
  return excuses.find(
    (excuse) =>
      excuse.stream === stream &&
      excuse.group === group &&
      entryId !== undefined &&
      comparable(entryId) <= comparable(excuse.upTo),
  );
}

/** Ids of entries compare as text once both of their numbers have the same length. */
function comparable(entryId: string): string {
  return entryId
    .split("-")
    .map((part) => part.padStart(20, "0"))
    .join("-");
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function grouped<T>(items: readonly T[], keyOfItem: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function isWithin(retryCount: number, expected: Accepted["givenUpAfter"]): boolean {
  if (expected === undefined || expected === "any") return true;
  const [least, most] = typeof expected === "number" ? [expected, expected] : expected;
  return least <= retryCount && retryCount <= most;
}
