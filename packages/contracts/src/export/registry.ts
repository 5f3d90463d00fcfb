import type { ContractSet } from "../contract-set.js";
import * as FieldName from "../field-name.js";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { JsonObject } from "./json-schema.js";

/** Where code imports the registry of field names from. */
export interface RegistryPlace {
  /** Module, as seen from where the linter runs: `./src/lab-field.js`. */
  readonly module?: string;
  /** Export of it: `LabField`. */
  readonly name?: string;
}

/**
 * What the linter's `settings.handoff.registry` takes: where the registry is, and its members by the keys they spell.
 *
 * @throws {ToolError} `OPTION_INVALID` where a registry of the project's own has no place.
 */
export function registrySetting({ fields }: ContractSet, place: RegistryPlace): JsonObject {
  const { module, name } = { ...(isOurs(fields) ? { module: "@handoff/contracts", name: "FieldName" } : {}), ...place };
  if (module === undefined || name === undefined) {
    throw new ToolError({
      code: ToolErrorCode.OPTION_INVALID,
      place: module === undefined ? "--module" : "--name",
      what: "The linter imports the registry from a module under a name, and contracts do not know either.",
      remedy: "Give both, for instance --module ./src/lab-field.js --name LabField.",
    });
  }
  const members = Object.entries(fields).map(([member, key]) => [key, member] as const);
  return { module, name, values: Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function isOurs(fields: ContractSet["fields"]): boolean {
  const ours = new Map<string, string>(Object.entries(FieldName));
  return (
    ours.size === Object.keys(fields).length && Object.entries(fields).every(([name, key]) => ours.get(name) === key)
  );
}
