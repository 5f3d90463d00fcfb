import { existsSync } from "node:fs";
import {
  createRegistry,
  DEFAULT_GROUPS,
  DEFAULT_MODULE,
  DEFAULT_STREAMS,
  DEFAULT_VALUES,
  type Registry,
} from "./registry.js";
import { isMissingModule } from "./project-modules.js";
import { checkSettings, type CheckedSettings, REGISTRIES, type RegistrySettings } from "./settings-check.js";

/** The registries that a project's settings name. */
export interface Registries {
  /** Field names; by default `FieldName` of `@handoff/contracts`. */
  readonly registry: Registry;
  /** Streams; by default `Stream`. */
  readonly streams: Registry;
  /** Consumer groups; by default `ConsumerGroup`. */
  readonly groups: Registry;
}

const STREAM_MODULES = [DEFAULT_MODULE, `${DEFAULT_MODULE}/streams`];

const DEFAULTS: Registries = {
  registry: createRegistry("FieldName", [DEFAULT_MODULE], DEFAULT_VALUES),
  streams: createRegistry("Stream", STREAM_MODULES, DEFAULT_STREAMS),
  groups: createRegistry("ConsumerGroup", STREAM_MODULES, DEFAULT_GROUPS),
};

const read = new WeakMap<object, Registries>();

interface Project {
  readonly settings: unknown;
  readonly cwd: string;
  readonly filename: string;
}

/** Stops a run whose settings cannot be used: what is wrong with them is thrown. */
export function checkProject({ settings, cwd, filename }: Project): void {
  const registries = registriesFrom(settings);
  if (registries === DEFAULTS) return;
  for (const part of REGISTRIES) {
    for (const module of registries[part].modules) {
      if (DEFAULTS[part].modules.includes(module) || !isMissingModule(module, cwd)) continue;
      // A text that is no file, in a test or a playground, has no project around it.
      if (!existsSync(filename)) continue;
      throw new Error(
        `settings.handoff.${part}.module is ${JSON.stringify(module)}, and there is no such module in ${cwd}: install the package, or write a path relative to that directory, such as "./src/fields.js".`,
      );
    }
  }
}

/** The registries of `settings.handoff`, read once per settings; throws what is wrong with them. */
export function registriesFrom(settings: unknown): Registries {
  const given =
    typeof settings === "object" && settings !== null && "handoff" in settings ? settings.handoff : undefined;
  if (given === undefined) return DEFAULTS;
  const key = typeof given === "object" && given !== null ? given : {};
  const known = read.get(key);
  if (known) return known;
  const registries = readRegistries(checkSettings(given));
  read.set(key, registries);
  return registries;
}

function readRegistries({ registry, streams, groups }: CheckedSettings): Registries {
  return {
    registry: withDefaults(registry, DEFAULTS.registry),
    streams: withDefaults(streams, DEFAULTS.streams),
    groups: withDefaults(groups, DEFAULTS.groups),
  };
}

function withDefaults(given: RegistrySettings | undefined, defaults: Registry): Registry {
  if (given === undefined) return defaults;
  const { name = defaults.name, module = defaults.modules, values } = given;
  const modules = typeof module === "string" ? [module] : module;
  const isDefault = name === defaults.name && modules.includes(DEFAULT_MODULE);
  return createRegistry(name, modules, values ?? (isDefault ? Object.fromEntries(defaults.members ?? []) : undefined));
}
