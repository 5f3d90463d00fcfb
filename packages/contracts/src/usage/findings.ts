import type { Topology } from "../topology.js";
import { type FieldUsage, type UsageFinding, UsageRule } from "./usage.js";

/** Where things are, most of all those that a finding names. */
const MOST_PLACES = 5;

/** What findings are made of, besides the topology. */
export interface Observed {
  readonly fields: readonly FieldUsage[];
  /** Where each field is read, written, and read as if it were always there, by `event.path`. */
  readonly placesOf: (kind: "read" | "write" | "unchecked", subject: string) => readonly string[];
  /** Agents that a class of the project implements, or that are said to be elsewhere. */
  readonly known: ReadonlySet<string>;
  /** What code adds to by hand, with its place. */
  readonly appends: readonly { readonly stream: string; readonly place: string }[];
}

/** Everything that is wrong, in the order of the topology. */
export function findingsOf(topology: Topology, observed: Observed): readonly UsageFinding[] {
  return [
    ...observed.fields.flatMap((field) => fieldFindings(field, observed)),
    ...streamFindings(topology, observed),
    ...topology.groups
      .filter(({ agent }) => !observed.known.has(agent))
      .map(({ stream, group, agent }): UsageFinding => ({
        rule: UsageRule.GROUP_UNHANDLED,
        severity: "fault",
        subject: `${stream}/${group}`,
        what: `No class of the project is ${agent}, who handles what this group reads.`,
        remedy: `Write it, or say that another project has it: --elsewhere ${agent}.`,
        places: [],
      })),
  ];
}

function fieldFindings(field: FieldUsage, { placesOf }: Observed): readonly UsageFinding[] {
  const subject = subjectOf(field);
  const isWritten = field.writers.length + field.perhapsWriters.length > 0;
  const isRead = field.readers.length + field.perhapsReaders.length > 0;
  const found: UsageFinding[] = [];
  const tell = (
    rule: UsageRule,
    severity: UsageFinding["severity"],
    text: Pick<UsageFinding, "what" | "remedy" | "places">,
  ): void => {
    found.push({ rule, severity, subject, ...text, places: text.places.slice(0, MOST_PLACES) });
  };
  if (!isWritten && field.readers.length > 0) {
    tell(UsageRule.NEVER_WRITTEN, "fault", {
      what: `Read by ${namesOf(field.readers)}, and written by nobody.`,
      remedy: "Write it where the event is published, or read what is written.",
      places: placesOf("read", subject),
    });
  }
  if (!isRead && field.writers.length > 0) {
    tell(UsageRule.NEVER_READ, "warning", {
      what: `Written by ${namesOf(field.writers)}, and read by nobody.`,
      remedy: "Read it where it was meant to be read, or leave it out.",
      places: placesOf("write", subject),
    });
  }
  if (!isWritten && !isRead) {
    tell(UsageRule.UNUSED, "warning", {
      what: "Written by nobody, and read by nobody.",
      remedy: "Take it out of the schema, in a version of its own if it was ever written.",
      places: [],
    });
  }
  const unchecked = placesOf("unchecked", subject);
  if (unchecked.length > 0) {
    tell(UsageRule.UNCHECKED_OPTIONAL, "fault", {
      what: "It is optional, and used as if it were always there.",
      remedy: "Say what happens where it is absent.",
      places: unchecked,
    });
  }
  return found;
}

function streamFindings({ streams, deadLetterStream }: Topology, { appends }: Observed): readonly UsageFinding[] {
  const unread = appends.filter(({ stream }) => !Object.hasOwn(streams, stream) && stream !== deadLetterStream);
  return [...new Set(unread.map(({ stream }) => stream))].map((stream) => ({
    rule: UsageRule.STREAM_UNREAD,
    severity: "fault",
    subject: stream,
    what: "Something is added to this stream, and no group of the topology reads it.",
    remedy: "Put the stream into the topology with an agent that consumes it, or correct its name.",
    places: unread
      .filter((append) => append.stream === stream)
      .map(({ place }) => place)
      .slice(0, MOST_PLACES),
  }));
}

/** A field as findings and baselines name it. */
export function subjectOf({ event, path }: Pick<FieldUsage, "event" | "path">): string {
  return `${event}.${path}`;
}

function namesOf(agents: readonly string[]): string {
  return agents.map((agent) => (agent === "" ? "code outside the agents" : agent)).join(", ");
}
