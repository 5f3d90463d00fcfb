import { DEFAULT_MODULE, isRegistered, memberFor, type Registry } from "../registry.js";
import { registriesFrom } from "../settings.js";
import type { FileFacts } from "./file-facts.js";
import { RegistryReferences } from "./registry-references.js";
import { StaticKeys } from "./static-keys.js";
import type { BareSlot, NameSlot } from "./stream-slots.js";
import { keyName } from "./syntax.js";

/** What is wrong with the name in a slot. */
export interface NameFault {
  readonly slot: NameSlot;
  readonly name: string;
  /** `handoff`: the name of a private point-to-point stream, made of a source and a target. */
  readonly fault: "raw" | "unknown" | "handoff";
  /** The registry to spell the name through; for a `handoff` the function that makes it. */
  readonly registry: Registry;
  /** What follows the registry's own spelling: `.SIGNALS`, `("signals", "reasoning")`. */
  readonly suffix: string;
}

/** The stream of the protocol's own examples: it stands for whatever stream the reader has. */
const PLACEHOLDERS = new Set(["output_stream", "input_stream"]);

interface Spelt {
  readonly name: string | undefined;
  readonly isRaw: boolean;
  /** Whether the name is the member of an enum or constant object of this file: somebody's list of names. */
  readonly isListed: boolean;
}

/** Judges the names of streams and groups of one file. */
export class StreamNames {
  readonly #registries: Readonly<Record<NameSlot["kind"], Registry>>;
  readonly #keys: Readonly<Record<NameSlot["kind"], StaticKeys>>;
  readonly #takesPart: boolean;
  readonly #withOurs = new Map<readonly BareSlot[], boolean>();

  constructor(facts: FileFacts, settings: unknown) {
    const { streams, groups } = registriesFrom(settings);
    this.#registries = { stream: streams, group: groups };
    this.#takesPart = facts.handlers.takesPart;
    const keysOf = (registry: Registry): StaticKeys =>
      new StaticKeys(facts.bindings, new RegistryReferences(registry, facts.bindings, facts.place));
    this.#keys = { stream: keysOf(this.#registries.stream), group: keysOf(this.#registries.group) };
  }

  /** What is wrong in any of the slots of a file. */
  faults(slots: readonly NameSlot[]): readonly NameFault[] {
    const speaksOfOurs = this.#takesPart || this.#hasOurs(slots);
    // A topology of this file has names of its own, and they are known where it is used.
    const ownNames = new Set(
      slots.filter(({ owner }) => owner === "topology").flatMap((slot) => this.#spelt(slot).name ?? []),
    );
    return slots.flatMap((slot) => this.#faultOf(slot, { speaksOfOurs, ownNames }) ?? []);
  }

  #faultOf(
    slot: NameSlot,
    { speaksOfOurs, ownNames }: { readonly speaksOfOurs: boolean; readonly ownNames: ReadonlySet<string> },
  ): NameFault | undefined {
    const { name, isRaw, isListed } = this.#spelt(slot);
    if (name === undefined || name === "" || !isRaw) return undefined;
    const registry = this.#registries[slot.kind];
    const registered = isRegistered(registry, name);
    const named = { slot, name, registry, suffix: `.${memberFor(registry, name)}` };
    if (registered === true) return { ...named, fault: "raw" };
    const isMeant = this.#isMeant(slot, speaksOfOurs);
    // Of a registry whose members are not known, any name may be one where streams of the server are named.
    if (registered === undefined) return isMeant || slot.owner === "redis" ? { ...named, fault: "raw" } : undefined;
    const parts = slot.kind === "stream" ? this.#handoffParts(name) : undefined;
    if (parts && (isMeant || parts.isCertain)) return { ...named, ...parts, fault: "handoff" };
    const isExcused = isListed || ownNames.has(name) || PLACEHOLDERS.has(name);
    return isMeant && !isExcused ? { ...named, fault: "unknown" } : undefined;
  }

  /** Whether one of our own names must be meant where an unknown one stands. */
  #isMeant({ kind, owner, beside }: NameSlot, speaksOfOurs: boolean): boolean {
    if (this.#hasOurs(beside)) return true;
    if (kind === "group") return false;
    return owner === "protocol" || (owner === "redis" && speaksOfOurs);
  }

  /** Whether the name of one of our streams or groups is in one of the slots, however spelt. */
  #hasOurs(slots: readonly BareSlot[]): boolean {
    const known = this.#withOurs.get(slots);
    if (known !== undefined) return known;
    const has = slots.some((slot) => {
      const { name, isRaw } = this.#spelt(slot);
      return !isRaw || isRegistered(this.#registries[slot.kind], name ?? "") === true;
    });
    this.#withOurs.set(slots, has);
    return has;
  }

  #spelt({ node, kind, form }: BareSlot): Spelt {
    if (form === "property") {
      return { name: keyName({ key: node, computed: false }), isRaw: true, isListed: false };
    }
    const spelt = this.#keys[kind].of(node);
    return { name: spelt?.key, isRaw: spelt?.origin !== "registry", isListed: spelt?.origin === "alias" };
  }

  /** The source and the target of `signals_reasoning`; certain where both are known. */
  #handoffParts(
    name: string,
  ): { readonly registry: Registry; readonly suffix: string; readonly isCertain: boolean } | undefined {
    const { stream, group } = this.#registries;
    if (!stream.modules.includes(DEFAULT_MODULE) || !/^[a-z][a-z0-9_]*$/.test(name)) return undefined;
    for (let cut = name.lastIndexOf("_"); cut > 0; cut = name.lastIndexOf("_", cut - 1)) {
      const [source, target] = [name.slice(0, cut), name.slice(cut + 1)];
      const isKnown = [isRegistered(stream, source) === true, isRegistered(group, `${target}_agents`) === true];
      if (!isKnown.includes(true) || !/^[a-z]/.test(target)) continue;
      const registry: Registry = { ...stream, name: "handoffStreamName", members: undefined, keys: undefined };
      return { registry, suffix: `("${source}", "${target}")`, isCertain: !isKnown.includes(false) };
    }
    return undefined;
  }
}
