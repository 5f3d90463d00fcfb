/** What a project may put under `settings.handoff` of its lint configuration. */
export interface CheckedSettings {
  /** The registry of field names. */
  readonly registry?: RegistrySettings;
  /** The names of streams. */
  readonly streams?: RegistrySettings;
  /** The names of consumer groups. */
  readonly groups?: RegistrySettings;
}

/** A project's own registry. */
export interface RegistrySettings {
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

/** The settings that name a registry each. */
export const REGISTRIES = ["registry", "streams", "groups"] as const;
const PARTS = ["module", "name", "values"] as const;
const EXAMPLE = '{ module: "./src/fields.js", name: "Field", values: { side: "SIDE" } }';
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/**
 * The settings, as they may be read. A setting that nobody reads is a linter that looks at the wrong registry and stays
 * silent, so each fault is an error that names the setting, its value, and what to write.
 */
export function checkSettings(settings: unknown): CheckedSettings {
  const given = objectAt("settings.handoff", settings, `{ registry: ${EXAMPLE} }`);
  refuseUnknown("settings.handoff", given, REGISTRIES);
  for (const part of REGISTRIES) {
    if (given[part] !== undefined) checkRegistry(`settings.handoff.${part}`, given[part]);
  }
  return given;
}

function checkRegistry(path: string, settings: unknown): void {
  const given = objectAt(path, settings, EXAMPLE);
  refuseUnknown(path, given, PARTS);
  const { module, name, values } = given;
  if (module !== undefined) checkModule(`${path}.module`, module);
  if (name !== undefined && (typeof name !== "string" || !IDENTIFIER.test(name))) {
    refuse(`${path}.name`, name, 'write the exported name of the registry, such as "FieldName"');
  }
  if (name !== undefined && module === undefined) {
    refuse(path, given, `a registry of another name needs the module that exports it: add module: "…"`);
  }
  if (values !== undefined) checkValues(`${path}.values`, values);
}

function checkModule(path: string, module: unknown): void {
  const modules: readonly unknown[] = Array.isArray(module) ? module : [module];
  if (modules.length === 0 || modules.some((each) => typeof each !== "string" || each.trim() === "")) {
    refuse(path, module, 'write a package ("@acme/contracts"), a path ("./src/fields.js"), or a list of them');
  }
}

function checkValues(path: string, values: unknown): void {
  const remedy = 'write key → member, such as { side: "SIDE" }, or leave it out where the members are not known';
  const keyOf = new Map<unknown, string>();
  const entries = Object.entries(objectAt(path, values, remedy));
  if (entries.length === 0) refuse(path, values, `a registry has members: ${remedy}`);
  for (const [key, member] of entries) {
    if (typeof member !== "string" || !IDENTIFIER.test(member)) {
      refuse(`${path}[${JSON.stringify(key)}]`, member, `write the name of the member that spells this key`);
    }
    const other = keyOf.get(member);
    if (other !== undefined) {
      refuse(
        `${path}[${JSON.stringify(key)}]`,
        member,
        `it spells ${JSON.stringify(other)} already: give each key a member of its own`,
      );
    }
    keyOf.set(member, key);
  }
}

function objectAt(path: string, value: unknown, remedy: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(path, value, remedy.startsWith("write") ? remedy : `write an object, such as ${remedy}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function refuseUnknown(path: string, given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const choice = `${known.slice(0, -1).join(", ")} or ${known.at(-1) ?? ""}`;
  refuse(`${path}.${unknown}`, given[unknown], `there is no such setting: write ${choice}`);
}

function refuse(path: string, value: unknown, remedy: string): never {
  throw new Error(`${path} is ${textOf(value)}, which cannot be used: ${remedy}.`);
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return typeof value;
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
