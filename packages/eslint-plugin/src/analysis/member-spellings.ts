import { memberFor, type Registry } from "../registry.js";
import type { KeyUse } from "./key-uses.js";

/**
 * Which members the keys of a file would be spelt through. Where the registry's members are not known, `traceId` and
 * `trace_id` both come out as `TRACE_ID`, and one of them would become another key.
 */
export class MemberSpellings {
  readonly #registry: Registry;
  readonly #keys = new Map<string, Set<string>>();

  constructor(uses: readonly KeyUse[], registry: Registry) {
    this.#registry = registry;
    for (const { spelt } of uses) {
      const key = spelt.key ?? "";
      const keys = this.#keys.get(memberFor(registry, key));
      if (keys) keys.add(key);
      else this.#keys.set(memberFor(registry, key), new Set([key]));
    }
  }

  /** Whether several keys would become the member of one. */
  isContested(key: string): boolean {
    return this.#registry.members === undefined && (this.#keys.get(memberFor(this.#registry, key))?.size ?? 0) > 1;
  }
}
