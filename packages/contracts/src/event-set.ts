import type { EventDefinition } from "./define-event.js";
import { ContractError, ContractErrorCode } from "./errors.js";
import * as FieldName from "./field-name.js";

/** The events that one stream carries, found by type or alias. */
export class EventSet<Definition extends EventDefinition = EventDefinition> {
  readonly definitions: readonly Definition[];
  readonly #byName = new Map<string, Definition>();

  /** @throws {ContractError} `EVENT_DUPLICATE` where two events share a type or an alias. */
  constructor(definitions: readonly Definition[]) {
    this.definitions = definitions;
    for (const definition of definitions) {
      for (const name of [definition.type, ...definition.aliases]) {
        if (this.#byName.has(name)) {
          throw new ContractError({
            code: ContractErrorCode.EVENT_DUPLICATE,
            path: [FieldName.TYPE],
            expected: `one event named ${JSON.stringify(name)}`,
            remedy: "Rename one of the two, or drop the alias: a reader could not tell them apart.",
          });
        }
        this.#byName.set(name, definition);
      }
    }
  }

  /** The definition whose type or alias is `name`. */
  find(name: string): Definition | undefined {
    return this.#byName.get(name);
  }

  /** Types of the set, for messages. */
  get types(): string {
    return this.definitions.map(({ type }) => type).join(", ");
  }
}
