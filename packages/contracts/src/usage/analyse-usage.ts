import type { ContractSet } from "../contract-set.js";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { AgentRoute, Topology } from "../topology.js";
import type { Access, AccessKind } from "./access.js";
import { accessesOf } from "./accesses.js";
import { AgentScopes } from "./agent-scopes.js";
import { type Field, FieldPlaces } from "./field-places.js";
import { findingsOf, subjectOf } from "./findings.js";
import { loadProject, type Project } from "./project.js";
import { rawAppendsOf } from "./raw-streams.js";
import type { FieldUsage, ProjectOptions, Unseen, Usage } from "./usage.js";

export interface UsageOptions extends ProjectOptions {
  readonly contracts: ContractSet;
  /** Agents that another project implements: they may write and read everything of their streams. */
  readonly elsewhere?: readonly string[];
}

/**
 * Who writes and who reads each field of the events of a topology, in the code of a TypeScript project.
 *
 * @throws {ToolError} `CONTRACTS_NOT_FOUND` without a topology, `OPTION_INVALID` for an agent that it does not know,
 * `PROJECT_NOT_FOUND` also where the project does not know the events, `PROJECT_BROKEN`, `PACKAGE_MISSING`,
 * `PACKAGE_UNSUITABLE`.
 */
export function analyseUsage({ contracts, elsewhere = [], ...options }: UsageOptions): Usage {
  const { topology } = contracts;
  if (topology === undefined) {
    throw new ToolError({
      code: ToolErrorCode.CONTRACTS_NOT_FOUND,
      place: "",
      what: "The contracts export no topology: nobody is known to write or read anything.",
      remedy: "Export what defineTopology made from the module that is given.",
    });
  }
  const agents = new Set(Object.keys(topology.agents));
  for (const agent of elsewhere) if (!agents.has(agent)) throw stranger(agent, agents);
  const types = Object.values(topology.streams).flatMap(({ definitions }) => definitions.map(({ type }) => type));
  const project = loadProject(options);
  const places = new FieldPlaces(project, new Set(types));
  for (const type of types) if (places.fieldsOf(type).length === 0) throw unseenEvent(type, options.tsconfig);
  const scopes = new AgentScopes(project, agents);
  const table = new Table(topology, project, scopes);
  for (const access of accessesOf(project, places)) table.add(access);
  const away = [...agents].filter((agent) => elsewhere.includes(agent) || !scopes.implemented.has(agent));
  const fields = [...new Set(types)].flatMap((type) =>
    places.fieldsOf(type).map((field) => table.usageOf(field, away)),
  );
  const findings = findingsOf(topology, {
    fields,
    placesOf: (kind, subject) => table.placesOf(kind, subject),
    known: new Set([...scopes.implemented, ...elsewhere]),
    appends: rawAppendsOf(project).map(({ stream, node }) => ({ stream, place: project.placeOf(node) })),
  });
  return { fields, findings, unseen: table.unseen(), elsewhere: away };
}

/** Accesses, put to the fields and the agents whose they are. */
class Table {
  readonly #topology: Topology;
  readonly #project: Project;
  readonly #scopes: AgentScopes;
  /** By kind and `event.path`: agents, and places. */
  readonly #agents = new Map<string, Set<string>>();
  readonly #places = new Map<string, Set<string>>();
  readonly #unseen = new Map<string, Unseen>();

  constructor(topology: Topology, project: Project, scopes: AgentScopes) {
    this.#topology = topology;
    this.#project = project;
    this.#scopes = scopes;
  }

  add({ kind, fields, node }: Access): void {
    const own = this.#scopes.of(node);
    const place = this.#project.placeOf(node);
    for (const agent of own.length > 0 ? own : [""]) {
      for (const field of this.#meant(fields, agent, kind)) {
        const key = `${kind} ${subjectOf(field)}`;
        this.#agents.set(key, (this.#agents.get(key) ?? new Set()).add(agent));
        this.#places.set(key, (this.#places.get(key) ?? new Set()).add(place));
      }
    }
    if (kind === "escaped" || kind === "filled_unseen") this.#note(kind, { fields, agents: own, place });
  }

  usageOf(field: Field, away: readonly string[]): FieldUsage {
    const { event, path, isOptional: optional } = field;
    const of = (kind: AccessKind): readonly string[] => [...(this.#agents.get(`${kind} ${subjectOf(field)}`) ?? [])];
    const writers = this.#sorted([...of("write")]);
    const readers = this.#sorted([...of("read"), ...of("unchecked")]);
    const perhaps = (seen: readonly string[], known: readonly string[], isOurs: (agent: string) => boolean) =>
      this.#sorted([...seen, ...away.filter(isOurs)]).filter((agent) => !known.includes(agent));
    const perhapsWriters = perhaps(of("filled_unseen"), writers, (agent) => this.#writes(agent, event));
    const perhapsReaders = perhaps(of("escaped"), readers, (agent) => this.#reads(agent, event));
    return { event, path, optional, writers, readers, perhapsWriters, perhapsReaders };
  }

  placesOf(kind: AccessKind, subject: string): readonly string[] {
    return [...(this.#places.get(`${kind} ${subject}`) ?? [])];
  }

  unseen(): readonly Unseen[] {
    return [...this.#unseen.values()];
  }

  #note(
    kind: Unseen["kind"],
    { fields, agents, place }: { fields: readonly Field[]; agents: readonly string[]; place: string },
  ): void {
    for (const event of new Set(fields.map((field) => field.event))) {
      const paths = fields.filter((field) => field.event === event).map(({ path }) => path);
      const key = `${kind} ${event} ${place}`;
      const known = this.#unseen.get(key)?.paths ?? [];
      this.#unseen.set(key, { kind, agents, event, paths: [...new Set([...known, ...paths])], place });
    }
  }

  /** Where events share a part of their schemas, an agent means those of its own streams. */
  #meant(fields: readonly Field[], agent: string, kind: AccessKind): readonly Field[] {
    const isWriting = kind === "write" || kind === "filled_unseen";
    const own = fields.filter(({ event }) => (isWriting ? this.#writes(agent, event) : this.#reads(agent, event)));
    return own.length > 0 ? own : fields;
  }

  #writes(agent: string, event: string): boolean {
    return this.#topology.agents[agent]?.publishes.some((stream) => this.#carries(stream, event)) === true;
  }

  #reads(agent: string, event: string): boolean {
    const route: AgentRoute<string> | undefined = this.#topology.agents[agent];
    return route?.consumes !== undefined && this.#carries(route.consumes, event);
  }

  #carries(stream: string, event: string): boolean {
    return this.#topology.streams[stream]?.definitions.some(({ type }) => type === event) === true;
  }

  /** In the order of the topology, what is no agent's last. */
  #sorted(agents: readonly string[]): readonly string[] {
    const order = [...Object.keys(this.#topology.agents), ""];
    return [...new Set(agents)].sort((one, other) => order.indexOf(one) - order.indexOf(other));
  }
}

function stranger(agent: string, agents: ReadonlySet<string>): ToolError {
  return new ToolError({
    code: ToolErrorCode.OPTION_INVALID,
    place: `elsewhere ${agent}`,
    what: "The topology has no such agent.",
    remedy: `Give one of ${[...agents].join(", ")}.`,
  });
}

function unseenEvent(type: string, tsconfig: string): ToolError {
  return new ToolError({
    code: ToolErrorCode.PROJECT_NOT_FOUND,
    place: tsconfig,
    what: `No file of this project knows the event ${type}.`,
    remedy: "Give the tsconfig of the agents, and the contracts that they import.",
  });
}
