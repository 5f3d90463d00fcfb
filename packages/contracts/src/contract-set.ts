import { z } from "zod";
import type { EventDefinition, FieldRegistry } from "./define-event.js";
import { ToolError, ToolErrorCode } from "./tool-error.js";
import type { Topology } from "./topology.js";

/** The contracts of a project, as the tools see them. */
export interface ContractSet {
  readonly topology?: Topology;
  /** Every event, those of the topology included, in the order of their types. */
  readonly events: readonly EventDefinition[];
  /** The registries of the events' payload keys, as one: constant → key, in the order of the constants. */
  readonly fields: FieldRegistry;
}

/** Something that a module exports. */
export interface Export {
  /** Module and name: `handoff.contracts.ts, labResult`. */
  readonly place: string;
  readonly value: unknown;
}

/**
 * The contracts among what modules export: what {@link defineTopology} and {@link defineEvent} made, under any name.
 *
 * @throws {ToolError} `CONTRACTS_NOT_FOUND`, `TOPOLOGY_CONFLICT`, `EVENT_CONFLICT`, `FIELD_CONFLICT`.
 */
export function contractSetOf(exported: readonly Export[]): ContractSet {
  const topology = onlyTopology(exported.filter(isTopologyExport));
  const events = distinctEvents([
    ...(topology === undefined ? [] : eventsOf(topology)),
    ...exported.filter(isEventExport).map(({ place, value }) => ({ place, definition: value })),
  ]);
  if (topology === undefined && events.length === 0) {
    throw new ToolError({
      code: ToolErrorCode.CONTRACTS_NOT_FOUND,
      place: [...new Set(exported.map(({ place }) => place.replace(/, [^,]+$/, "")))].join(", "),
      what: "Nothing that is exported was made by defineEvent or defineTopology.",
      remedy: "Export the topology, or the events, under any name.",
    });
  }
  return {
    ...(topology === undefined ? {} : { topology: topology.value }),
    events: events.map(({ definition }) => definition),
    fields: mergedFields(events),
  };
}

type TopologyExport = Export & { readonly value: Topology };

interface PlacedEvent {
  readonly place: string;
  readonly definition: EventDefinition;
}

/** A project may have its contracts from another copy of this package, so they are known by their form. */
function isEvent(value: unknown): value is EventDefinition {
  const definition = value as Partial<EventDefinition> | null | undefined;
  return (
    typeof definition === "object" &&
    typeof definition?.type === "string" &&
    typeof definition.fields === "object" &&
    typeof definition.compiledWrite === "function" &&
    typeof definition.compiledRead === "function"
  );
}

function isEventExport(one: Export): one is Export & { readonly value: EventDefinition } {
  return isEvent(one.value);
}

function isTopologyExport(one: Export): one is TopologyExport {
  const topology = one.value as Partial<Topology> | null | undefined;
  return (
    typeof topology === "object" &&
    typeof topology?.deadLetterStream === "string" &&
    Array.isArray(topology.groups) &&
    typeof topology.streams === "object"
  );
}

function onlyTopology(exported: readonly TopologyExport[]): TopologyExport | undefined {
  const [first, ...others] = exported;
  const other = others.find(({ value }) => value !== first?.value);
  if (first === undefined || other === undefined) return first;
  throw new ToolError({
    code: ToolErrorCode.TOPOLOGY_CONFLICT,
    place: other.place,
    what: `There is another topology at ${first.place}.`,
    remedy: "Name one module with one topology: --contracts <module>.",
  });
}

function eventsOf({ place, value }: TopologyExport): readonly PlacedEvent[] {
  return Object.entries(value.streams).flatMap(([stream, set]) =>
    set.definitions.map((definition) => ({ place: `${place}.streams.${stream}`, definition })),
  );
}

function distinctEvents(found: readonly PlacedEvent[]): readonly PlacedEvent[] {
  const byName = new Map<string, PlacedEvent>();
  for (const event of found) {
    for (const name of [event.definition.type, ...event.definition.aliases]) {
      const known = byName.get(name);
      if (known !== undefined && !isSame(known.definition, event.definition)) {
        throw new ToolError({
          code: ToolErrorCode.EVENT_CONFLICT,
          place: event.place,
          what: `Another event named ${JSON.stringify(name)} is at ${known.place}.`,
          remedy: "Rename one of the two, or define it once and import it: a reader could not tell them apart.",
        });
      }
      if (known === undefined) byName.set(name, event);
    }
  }
  const distinct = new Map([...byName.values()].map((event) => [event.definition.type, event]));
  return [...distinct.values()].sort((a, b) => (a.definition.type < b.definition.type ? -1 : 1));
}

/** One module that was loaded twice makes equal definitions that are not identical. */
function isSame(a: EventDefinition, b: EventDefinition): boolean {
  return a === b || contentOf(a) === contentOf(b);
}

function contentOf({ type, description, aliases, version, writeSchema }: EventDefinition): string {
  return JSON.stringify([type, description, aliases, version, z.toJSONSchema(writeSchema, { io: "input" })]);
}

function mergedFields(events: readonly PlacedEvent[]): FieldRegistry {
  const merged = new Map<string, { readonly key: string; readonly place: string }>();
  for (const { place, definition } of events) {
    for (const [constant, key] of Object.entries<unknown>(definition.fields)) {
      // The namespace of a module that a loader made may hold more than its constants.
      if (typeof key !== "string") continue;
      const known = merged.get(constant);
      if (known !== undefined && known.key !== key) {
        throw new ToolError({
          code: ToolErrorCode.FIELD_CONFLICT,
          place: `${place}, fields.${constant}`,
          what: `${constant} is spelt ${JSON.stringify(key)} here and ${JSON.stringify(known.key)} at ${known.place}.`,
          remedy: "Give one of the two another name: a constant stands for one key.",
        });
      }
      merged.set(constant, { key, place });
    }
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { key }]) => [name, key]));
}
