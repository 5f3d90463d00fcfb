import { createRegistry, DEFAULT_MODULE, DEFAULT_VALUES, type Registry } from "./registry.js";

/** What a project may put under `settings.handoff` of its lint configuration. */
interface HandoffSettings {
  /** The registry of field names; by default `FieldName` of `@handoff/contracts`. */
  readonly registry?: RegistrySettings;
}

/** A project's own registry. */
interface RegistrySettings {
  /**
   * The module, or modules, that export the registry: a package, or a path relative to the directory the linter runs
   * in. Fixes import from the first.
   */
  readonly module?: string | readonly string[];
  /** Exported name of the registry (default `FieldName`). */
  readonly name?: string;
  /** Key → member: `{ side: "SIDE" }`. Without it, keys that are not registered cannot be told. */
  readonly values?: Readonly<Record<string, string>>;
}

const DEFAULT_NAME = "FieldName";

/** The registry that a file's settings name. Settings of a wrong form are as good as none. */
export function registryFrom(settings: unknown): Registry {
  const { registry } = objectOr(objectOr(settings)["handoff"]) as HandoffSettings;
  const given = objectOr(registry) as RegistrySettings;
  const modules = strings(given.module);
  const name = typeof given.name === "string" ? given.name : DEFAULT_NAME;
  const isDefault = name === DEFAULT_NAME && (modules.length === 0 || modules.includes(DEFAULT_MODULE));
  const values = given.values === undefined ? undefined : stringValues(given.values);
  return createRegistry(
    name,
    modules.length === 0 ? [DEFAULT_MODULE] : modules,
    values ?? (isDefault ? DEFAULT_VALUES : undefined),
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
