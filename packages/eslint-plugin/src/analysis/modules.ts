import path from "node:path";
import { DEFAULT_MODULE, type Registry } from "../registry.js";

/** The file whose imports are judged: its own path and the directory that the linter runs in. */
export interface FilePlace {
  readonly filename: string;
  readonly cwd: string;
}

/**
 * Whether an import specifier reaches a module of the registry: the module as configured, a relative spelling of the
 * same file, or a relative module of the same base name.
 */
export function isRegistryModule(registry: Registry, specifier: string, place: FilePlace): boolean {
  if (isConfiguredModule(registry, specifier, place)) return true;
  return isRelative(specifier) && registry.modules.some((module) => baseName(module) === baseName(specifier));
}

/** Whether an import specifier certainly reaches a module of the registry: as configured, or by its path. */
export function isConfiguredModule(registry: Registry, specifier: string, place: FilePlace): boolean {
  return registry.modules.some(
    (module) =>
      module === specifier || (isRelative(specifier) && isRelative(module) && samePath(module, specifier, place)),
  );
}

/** Whether a file is the registry itself. */
export function isRegistryFile(registry: Registry, place: FilePlace): boolean {
  const own = withoutExtension(path.resolve(place.cwd, place.filename));
  return registry.modules.some(
    (module) => isRelative(module) && withoutExtension(path.resolve(place.cwd, module)) === own,
  );
}

/**
 * Whether the module's exports are the members themselves: `…/field-name` for the `FieldName` of the contracts. A
 * project's own registry is an export of its module, also of one that is named like it.
 */
export function exportsMembers(registry: Registry, specifier: string): boolean {
  if (!registry.modules.includes(DEFAULT_MODULE)) return false;
  return baseName(specifier).replaceAll(/[-_]/g, "").toLowerCase() === registry.name.toLowerCase();
}

/** The specifier by which a file imports a configured module. */
export function specifierFrom(module: string, place: FilePlace): string {
  if (!isRelative(module)) return module;
  const from = path.dirname(path.resolve(place.cwd, place.filename));
  const relative = path.relative(from, path.resolve(place.cwd, module)).split(path.sep).join("/");
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** Whether an import specifier names a package, rather than a module of the project by path or alias. */
export function isPackage(specifier: string): boolean {
  return !/^(?:[./#~]|@\/)/.test(specifier);
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith("./") || specifier.startsWith("../");
}

function samePath(module: string, specifier: string, { cwd, filename }: FilePlace): boolean {
  const imported = path.resolve(path.dirname(path.resolve(cwd, filename)), specifier);
  return withoutExtension(path.resolve(cwd, module)) === withoutExtension(imported);
}

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]sx?$/, "");
}

/** Last part of a specifier, without its extension. */
export function baseName(specifier: string): string {
  return withoutExtension(specifier.slice(specifier.lastIndexOf("/") + 1));
}
