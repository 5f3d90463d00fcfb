import type ts from "typescript";
import type { Project } from "./project.js";

/** A field of an event's payload. */
export interface Field {
  readonly event: string;
  /** Keys from the payload on, joined by dots; `[]` for the elements of a list. */
  readonly path: string;
  readonly isOptional: boolean;
}

/** How deep a payload is looked into: a schema may contain itself. */
const DEEPEST = 8;

/**
 * Which declarations are fields of which events. A type that zod infers keeps, through every alias and mapped type, the
 * declarations of its properties, which are the lines of the schema, or of a published declaration file.
 */
export class FieldPlaces {
  readonly #project: Project;
  readonly #byDeclaration = new Map<ts.Declaration, Field[]>();
  readonly #fields = new Map<string, Map<string, Field>>();

  /** @param events Types of the events to look for. */
  constructor(project: Project, events: ReadonlySet<string>) {
    this.#project = project;
    for (const file of project.program.getSourceFiles()) {
      if (/\bEventDefinition\b|\bdefineEvent\b/.test(file.text)) this.#visit(file, events);
    }
  }

  /** The fields of an event, in the order of its schema. */
  fieldsOf(event: string): readonly Field[] {
    return [...(this.#fields.get(event)?.values() ?? [])];
  }

  /** The fields that a property is: more than one where events share a part of their schemas. */
  of(symbol: ts.Symbol | undefined): readonly Field[] {
    const found = symbol?.declarations?.flatMap((declaration) => this.#byDeclaration.get(declaration) ?? []);
    return found ?? [];
  }

  /** Whether a node is the line of a schema that a field is declared on. */
  declares(node: ts.Node): boolean {
    return this.#byDeclaration.has(node as ts.Declaration);
  }

  /** A field, and everything below it. */
  withParts(field: Field): readonly Field[] {
    const below = this.fieldsOf(field.event).filter(
      ({ path }) => path.startsWith(`${field.path}.`) || path.startsWith(`${field.path}[]`),
    );
    return [field, ...below];
  }

  #visit(node: ts.Node, events: ReadonlySet<string>): void {
    const { ts: compiler, checker } = this.#project;
    if (compiler.isCallExpression(node) && /\bdefineEvent$/.test(node.expression.getText())) {
      this.#define(checker.getTypeAtLocation(node), events);
    } else if (compiler.isTypeReferenceNode(node) || compiler.isImportTypeNode(node)) {
      if (node.typeArguments?.length === 2) this.#define(checker.getTypeFromTypeNode(node), events);
    }
    compiler.forEachChild(node, (child) => this.#visit(child, events));
  }

  #define(type: ts.Type, events: ReadonlySet<string>): void {
    if (type.symbol?.name !== "EventDefinition") return;
    const [name, data] = this.#project.checker.getTypeArguments(type as ts.TypeReference);
    if (name?.isStringLiteral() !== true || data === undefined || !events.has(name.value)) return;
    this.#walk(data, { event: name.value, path: "", depth: 0 });
  }

  #walk(type: ts.Type, at: { readonly event: string; readonly path: string; readonly depth: number }): void {
    const { ts: compiler, checker } = this.#project;
    const { event, path, depth } = at;
    if (depth > DEEPEST) return;
    for (const one of constituents(checker, type)) {
      const element = elementOf(checker, one);
      if (element !== undefined) {
        this.#walk(element, { event, path: `${path}[]`, depth: depth + 1 });
        continue;
      }
      if ((one.flags & compiler.TypeFlags.Object) === 0 || one.getCallSignatures().length > 0) continue;
      for (const property of checker.getPropertiesOfType(one)) {
        const field: Field = {
          event,
          path: path === "" ? property.name : `${path}.${property.name}`,
          isOptional: (property.flags & compiler.SymbolFlags.Optional) !== 0,
        };
        if (!this.#add(field, property.declarations ?? [])) continue;
        this.#walk(checker.getTypeOfSymbol(property), { event, path: field.path, depth: depth + 1 });
      }
    }
  }

  /** Whether any of it was new. */
  #add(field: Field, declarations: readonly ts.Declaration[]): boolean {
    const fields = this.#fields.get(field.event) ?? new Map<string, Field>();
    this.#fields.set(field.event, fields);
    const known = fields.get(field.path);
    // Optional in one form of the payload is optional.
    fields.set(
      field.path,
      known === undefined ? field : { ...field, isOptional: known.isOptional || field.isOptional },
    );
    let isNew = false;
    for (const declaration of declarations) {
      const there = this.#byDeclaration.get(declaration) ?? [];
      if (there.some(({ event, path }) => event === field.event && path === field.path)) continue;
      this.#byDeclaration.set(declaration, [...there, field]);
      isNew = true;
    }
    return isNew;
  }
}

/** The types that a value may be of, but for `null` and `undefined`. */
export function constituents(checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] {
  const present = checker.getNonNullableType(type);
  return present.isUnion() ? present.types : [present];
}

/** The type of the elements of a list. */
export function elementOf(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
  if (!checker.isArrayType(type) && !checker.isTupleType(type)) return undefined;
  return type.getNumberIndexType();
}
