import {
  createRegistry,
  DEFAULT_GROUPS,
  DEFAULT_MODULE,
  DEFAULT_STREAMS,
  DEFAULT_VALUES,
  type Registry,
} from "./registry.js";

/** What a project may put under `settings.handoff` of its lint configuration. */
interface HandoffSettings {
  /** The registry of field names; by default `FieldName` of `@handoff/contracts`. */
  readonly registry?: RegistrySettings;
  /** The names of streams; by default `Stream` of `@handoff/contracts`. */
  readonly streams?: RegistrySettings;
  /** The names of consumer groups; by default `ConsumerGroup` of `@handoff/contracts`. */
  readonly groups?: RegistrySettings;
}

/** A project's own registry. */
interface RegistrySettings {
  /**
   * The module, or modules, that export the registry: a package, or a path relative to the directory the linter runs
   * in. Fixes import from the first.
   */
  readonly module?: string | readonly string[];
  /** Exported name of the registry (default `FieldName`, `Stream` or `ConsumerGroup`). */
  readonly name?: string;
  /** Key → member: `{ side: "SIDE" }`. Without it, keys that are not registered cannot be told. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What a registry is where the settings do not name another. */
interface RegistryDefaults {
  readonly name: string;
  readonly modules: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** The registry of field names that a file's settings name. Settings of a wrong form are as good as none. */
export function registryFrom(settings: unknown): Registry {
  const { registry } = handoffOf(settings);
  return withDefaults(registry, { name: "FieldName", modules: [DEFAULT_MODULE], values: DEFAULT_VALUES });
}

const STREAM_MODULES = [DEFAULT_MODULE, `${DEFAULT_MODULE}/streams`];

/** The names of streams. */
export function streamsFrom(settings: unknown): Registry {
  const { streams } = handoffOf(settings);
  return withDefaults(streams, { name: "Stream", modules: STREAM_MODULES, values: DEFAULT_STREAMS });
}

/** The names of consumer groups. */
export function groupsFrom(settings: unknown): Registry {
  const { groups } = handoffOf(settings);
  return withDefaults(groups, { name: "ConsumerGroup", modules: STREAM_MODULES, values: DEFAULT_GROUPS });
}

function handoffOf(settings: unknown): HandoffSettings {
  return objectOr(objectOr(settings)["handoff"]);
}

function withDefaults(settings: unknown, defaults: RegistryDefaults): Registry {
  const given = objectOr(settings) as RegistrySettings;
  const modules = strings(given.module);
  const name = typeof given.name === "string" ? given.name : defaults.name;
  const isDefault = name === defaults.name && (modules.length === 0 || modules.includes(DEFAULT_MODULE));
  const values = given.values === undefined ? undefined : stringValues(given.values);
  return createRegistry(
    name,
    modules.length === 0 ? defaults.modules : modules,
    values ?? (isDefault ? defaults.values : undefined),
  );
}

function objectOr(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === "string" && item !== "");
}

function stringValues(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOr(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
