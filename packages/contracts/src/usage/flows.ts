import type ts from "typescript";
import type { Access, AccessKind } from "./access.js";
import { constituents, elementOf, type Field, type FieldPlaces } from "./field-places.js";
import type { Project } from "./project.js";

/** How deep values are compared with what they are given to. */
const DEEPEST = 5;

/** A value of one type at a place of another. */
interface Flow {
  readonly from: ts.Type;
  readonly to: ts.Type;
  readonly node: ts.Node;
}

/** What describes payloads, and holds none. */
const CONTRACT = /^(?:EventDefinition|EventSet|Topology|\$?Zod.*)$/;

/**
 * What becomes of fields where a value of one type is given to a place of another: an argument, an annotated variable, what
 * a function returns, a property.
 */
export class Flows {
  readonly #project: Project;
  readonly #places: FieldPlaces;
  readonly #report: (access: Access) => void;
  readonly #carriers = new Map<ts.Type, boolean>();

  constructor(project: Project, places: FieldPlaces, report: (access: Access) => void) {
    this.#project = project;
    this.#places = places;
    this.#report = report;
  }

  /** A value of type `from` is given, at `node`, to a place of type `to`. */
  follow(from: ts.Type, to: ts.Type, node: ts.Node): void {
    this.#compare({ from, to, node }, 0);
  }

  #compare({ from, to, node }: Flow, depth: number): void {
    if (from === to || depth > DEEPEST || !(this.carries(from) || this.carries(to))) return;
    if (this.#isOpaque(from)) {
      this.#tell("filled_unseen", this.#all(to), node);
      return;
    }
    const { checker } = this.#project;
    for (const target of constituents(checker, to)) {
      if (this.#isOpaque(target)) {
        this.#tell("escaped", this.#all(from), node);
        continue;
      }
      for (const source of constituents(checker, from)) {
        const [element, wanted] = [elementOf(checker, source), elementOf(checker, target)];
        if (element !== undefined && wanted !== undefined) {
          this.#compare({ from: element, to: wanted, node }, depth + 1);
        } else if (element === undefined && wanted === undefined && source !== target) {
          this.#compareProperties({ from: source, to: target, node }, depth);
        }
      }
    }
  }

  /** Everything that values of a type hold of payloads. */
  #all(type: ts.Type, depth = 0): readonly Field[] {
    if (depth > DEEPEST || !this.carries(type)) return [];
    const { checker } = this.#project;
    return constituents(checker, type).flatMap((one) => {
      const element = elementOf(checker, one);
      if (element !== undefined) return this.#all(element, depth + 1);
      return this.#propertiesOf(one).flatMap((property) => {
        const fields = this.#places.of(property).flatMap((field) => this.#places.withParts(field));
        return fields.length > 0 ? fields : this.#all(checker.getTypeOfSymbol(property), depth + 1);
      });
    });
  }

  /** Whether values of a type hold something of a payload, at any depth that is looked at. */
  carries(type: ts.Type, depth = 0): boolean {
    const known = this.#carriers.get(type);
    if (known !== undefined) return known;
    if (depth > DEEPEST) return false;
    // A type that contains itself is asked for again before it is answered.
    this.#carriers.set(type, false);
    const { checker } = this.#project;
    const found = constituents(checker, type).some((one) => {
      const element = elementOf(checker, one);
      if (element !== undefined) return this.carries(element, depth + 1);
      return this.#propertiesOf(one).some(
        (property) =>
          this.#places.of(property).length > 0 || this.carries(checker.getTypeOfSymbol(property), depth + 1),
      );
    });
    if (found || depth === 0) this.#carriers.set(type, found);
    else this.#carriers.delete(type);
    return found;
  }

  #compareProperties({ from, to, node }: Flow, depth: number): void {
    const { checker } = this.#project;
    for (const wanted of this.#propertiesOf(to)) {
      const given = checker.getPropertyOfType(from, wanted.name);
      if (given === undefined) continue;
      const [read, written] = [this.#places.of(given), this.#places.of(wanted)];
      // The same event is handed on: nothing is read of it, and nothing written.
      if (read.some((field) => written.some((other) => isSame(field, other)))) continue;
      this.#tell("read", read, node);
      this.#tell("write", written, node);
      this.#compare({ from: checker.getTypeOfSymbol(given), to: checker.getTypeOfSymbol(wanted), node }, depth + 1);
    }
  }

  /** Properties of plain values: classes of libraries, functions and text have none that count. */
  #propertiesOf(type: ts.Type): readonly ts.Symbol[] {
    const { ts: compiler, checker, program } = this.#project;
    if ((type.flags & (compiler.TypeFlags.Object | compiler.TypeFlags.Intersection)) === 0) return [];
    if (type.getCallSignatures().length > 0) return [];
    if (CONTRACT.test(type.symbol?.name ?? "")) return [];
    const { Class, Interface } = compiler.SymbolFlags;
    const isNamed = ((type.symbol?.flags ?? 0) & (Class | Interface)) !== 0;
    const declared = type.symbol?.declarations?.[0]?.getSourceFile();
    if (isNamed && declared !== undefined && program.isSourceFileDefaultLibrary(declared)) return [];
    return checker.getPropertiesOfType(type);
  }

  /** Whether a type says nothing of what is in its values. */
  #isOpaque(type: ts.Type): boolean {
    const { ts: compiler, checker } = this.#project;
    const { Any, Unknown, NonPrimitive, Object: object } = compiler.TypeFlags;
    if ((type.flags & (Any | Unknown | NonPrimitive)) !== 0) return true;
    if ((type.flags & object) === 0 || type.getCallSignatures().length > 0) return false;
    if (elementOf(checker, type) !== undefined) return false;
    // `{}`, and dictionaries.
    return checker.getPropertiesOfType(type).length === 0;
  }

  #tell(kind: AccessKind, fields: readonly Field[], node: ts.Node): void {
    if (fields.length > 0) this.#report({ kind, fields, node });
  }
}

function isSame(one: Field, other: Field): boolean {
  return one.event === other.event && one.path === other.path;
}
