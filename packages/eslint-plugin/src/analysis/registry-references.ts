import type { TSESTree } from "@typescript-eslint/utils";
import type { Registry } from "../registry.js";
import type { Bindings, Variable } from "./bindings.js";
import { exportsMembers, type FilePlace, isRegistryFile, isRegistryModule } from "./modules.js";
import { calleeName, keyName, memberName, type Node, unwrap } from "./syntax.js";

/**
 * How an expression relates to the registry: `own` is certainly the configured registry, `likely` has its name but
 * comes from a module that the settings do not name (a barrel) or from nowhere (a global).
 */
export type RegistryStanding = "own" | "likely";

/** Which expressions of a file are the registry or one of its members. */
export class RegistryReferences {
  readonly registry: Registry;
  readonly place: FilePlace;
  readonly #bindings: Bindings;
  readonly #isRegistryFile: boolean;
  readonly #standings = new Map<Variable, RegistryStanding | undefined>();

  constructor(registry: Registry, bindings: Bindings, place: FilePlace) {
    this.registry = registry;
    this.place = place;
    this.#bindings = bindings;
    this.#isRegistryFile = isRegistryFile(registry, place);
  }

  /** Whether an expression is the registry object. */
  standingOf(expression: Node): RegistryStanding | undefined {
    const node = unwrap(expression);
    if (node.type === "Identifier") {
      const variable = this.#bindings.variableOf(node);
      if (variable === undefined || variable.defs.length === 0) {
        return node.name === this.registry.name ? "likely" : undefined;
      }
      return this.#standingOfVariable(variable);
    }
    if (node.type === "MemberExpression" && node.object.type === "Identifier") {
      const origin = this.#bindings.importOf(this.#bindings.variableOf(node.object));
      if (origin?.imported !== "*" || memberName(node) !== this.registry.name) return undefined;
      return this.#isOwnModule(origin.module) ? "own" : "likely";
    }
    return undefined;
  }

  #standingOfVariable(variable: Variable): RegistryStanding | undefined {
    if (this.#standings.has(variable)) return this.#standings.get(variable);
    this.#standings.set(variable, undefined);
    const standing = this.#judgeVariable(variable);
    this.#standings.set(variable, standing);
    return standing;
  }

  #judgeVariable(variable: Variable): RegistryStanding | undefined {
    const origin = this.#bindings.importOf(variable);
    if (origin === undefined) {
      if (variable.name === this.registry.name && this.#isRegistryFile) return "own";
      if (isFieldsOfEvent(variable)) return "likely";
      const init = this.#bindings.constantInit(variable);
      return init && unwrap(init).type === "Identifier" && !isAlias(init, this.#bindings)
        ? this.standingOf(init)
        : undefined;
    }
    if (origin.imported === "*") {
      const isMembers = exportsMembers(this.registry, origin.module) || variable.name === this.registry.name;
      if (!isMembers) return undefined;
      return this.#isOwnModule(origin.module) || exportsMembers(this.registry, origin.module) ? "own" : "likely";
    }
    if (origin.imported !== this.registry.name) {
      return variable.name === this.registry.name ? "likely" : undefined;
    }
    return this.#isOwnModule(origin.module) ? "own" : "likely";
  }

  /** The member that an expression names (`SIDE` for `FieldName.SIDE`), and how sure that is. */
  memberOf(expression: Node): { readonly member: string; readonly standing: RegistryStanding } | undefined {
    const node = unwrap(expression);
    if (node.type === "MemberExpression") {
      const standing = this.standingOf(node.object);
      const member = standing && memberName(node);
      return standing && member !== undefined ? { member, standing } : undefined;
    }
    return node.type === "Identifier" ? this.#memberOfVariable(this.#bindings.variableOf(node)) : undefined;
  }

  #memberOfVariable(variable: Variable | undefined): ReturnType<RegistryReferences["memberOf"]> {
    const origin = this.#bindings.importOf(variable);
    if (origin && this.#isOwnModule(origin.module) && this.registry.keys?.has(origin.imported) === true) {
      return { member: origin.imported, standing: "own" };
    }
    const declarator = variable?.defs[0]?.node;
    if (variable?.defs.length !== 1 || declarator?.type !== "VariableDeclarator" || !declarator.init) return undefined;
    if (declarator.id.type === "Identifier") {
      const init = this.#bindings.constantInit(variable);
      return init && unwrap(init).type === "MemberExpression" ? this.memberOf(init) : undefined;
    }
    const standing = declarator.id.type === "ObjectPattern" ? this.standingOf(declarator.init) : undefined;
    const property = standing && propertyOf(declarator.id as TSESTree.ObjectPattern, variable);
    const member = property && keyName(property);
    return standing && member !== undefined ? { member, standing } : undefined;
  }

  #isOwnModule(module: string): boolean {
    return isRegistryModule(this.registry, module, this.place);
  }
}

/** Whether a name holds another name: an alias of an alias of the registry is not followed. */
function isAlias(node: Node, bindings: Bindings): boolean {
  const init = bindings.constantInit(bindings.variableOf(unwrap(node)));
  return init !== undefined && unwrap(init).type === "Identifier";
}

/** Whether a variable is the registry of an event that this file defines: `defineEvent({ fields: LabField })`. */
function isFieldsOfEvent(variable: Variable): boolean {
  return variable.references.some(({ identifier: { parent } }) => {
    if (parent.type !== "Property" || keyName(parent) !== "fields") return false;
    const call = parent.parent.parent;
    return call.type === "CallExpression" && calleeName(call) === "defineEvent";
  });
}

function propertyOf(pattern: TSESTree.ObjectPattern, variable: Variable): TSESTree.Property | undefined {
  return pattern.properties.find(
    (property): property is TSESTree.Property =>
      property.type === "Property" && property.value === variable.defs[0]?.name,
  );
}
