import type ts from "typescript";
import type { Access, AccessKind } from "./access.js";
import { constituents, type Field, type FieldPlaces } from "./field-places.js";
import { Flows } from "./flows.js";
import type { Project } from "./project.js";

/** Every place in the code of a project where something is done with a field of a payload. */
export function accessesOf(project: Project, places: FieldPlaces): readonly Access[] {
  const found: Access[] = [];
  const visitor = new Visitor(project, places, (access) => found.push(access));
  for (const file of project.files) visitor.visit(file);
  return found;
}

class Visitor {
  readonly #project: Project;
  readonly #places: FieldPlaces;
  readonly #flows: Flows;
  readonly #report: (access: Access) => void;

  constructor(project: Project, places: FieldPlaces, report: (access: Access) => void) {
    this.#project = project;
    this.#places = places;
    this.#report = report;
    this.#flows = new Flows(project, places, report);
  }

  visit(node: ts.Node): void {
    const { ts: compiler } = this.#project;
    if (compiler.isTypeNode(node) && !compiler.isExpressionWithTypeArguments(node)) return;
    if (compiler.isPropertyAccessExpression(node)) this.#member(node, node.name.text);
    else if (compiler.isElementAccessExpression(node)) this.#element(node);
    else if (compiler.isObjectBindingPattern(node)) this.#pattern(node);
    else if (compiler.isObjectLiteralExpression(node)) this.#literal(node);
    else if (compiler.isBinaryExpression(node)) this.#binary(node);
    else if (compiler.isCallExpression(node)) this.#call(node);
    if (compiler.isExpression(node)) this.#given(node);
    compiler.forEachChild(node, (child) => this.visit(child));
  }

  /** `x.key`, `x[KEY]`. */
  #member(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, key: string): void {
    const fields = this.#fieldsAt(this.#typeAt(node.expression), key);
    if (fields.length === 0) return;
    const target = this.#targetOf(node);
    if (target !== "plain") this.#tell("read", fields, node);
    if (target !== undefined) this.#tell("write", fields, node);
    if (target === undefined && fields.some(({ isOptional }) => isOptional) && this.#isTakenForPresent(node)) {
      this.#tell("unchecked", fields, node);
    }
  }

  #element(node: ts.ElementAccessExpression): void {
    const keys = this.#keysOf(node.argumentExpression);
    for (const key of keys ?? []) this.#member(node, key);
    // Which key it is shows only at run time.
    if (keys === undefined) this.#escape(this.#typeAt(node.expression), node);
  }

  /** `const { [KEY]: value = 0, ...rest } = x`: what is left in the rest is found where it is read. */
  #pattern(node: ts.ObjectBindingPattern): void {
    const { ts: compiler } = this.#project;
    const type = this.#typeAt(node);
    for (const { dotDotDotToken, propertyName, name } of node.elements) {
      if (dotDotDotToken !== undefined) continue;
      const key = propertyName ?? (compiler.isIdentifier(name) ? name : undefined);
      for (const text of (key && this.#keyOf(key)) ?? []) this.#tell("read", this.#fieldsAt(type, text), name);
    }
  }

  /** What an object literal writes where it stands for a payload. */
  #literal(node: ts.ObjectLiteralExpression): void {
    const { ts: compiler, checker } = this.#project;
    if (this.#isAssignmentPattern(node)) {
      this.#assignmentPattern(node);
      return;
    }
    const wanted = checker.getContextualType(node);
    if (wanted === undefined) return;
    for (const property of node.properties) {
      if (compiler.isSpreadAssignment(property)) {
        this.#flows.follow(this.#typeAt(property.expression), wanted, property.expression);
        continue;
      }
      // A schema is an object literal too.
      if (this.#places.declares(property)) continue;
      for (const key of this.#keyOf(property.name) ?? []) {
        this.#tell("write", this.#fieldsAt(wanted, key), property);
        if (compiler.isShorthandPropertyAssignment(property)) this.#shorthand(property, wanted);
      }
    }
  }

  #shorthand(property: ts.ShorthandPropertyAssignment, wanted: ts.Type): void {
    const { checker } = this.#project;
    const symbol = checker.getShorthandAssignmentValueSymbol(property);
    if (symbol === undefined) return;
    const from = checker.getTypeOfSymbolAtLocation(symbol, property.name);
    for (const to of this.#typesAt(wanted, property.name.text)) this.#flows.follow(from, to, property.name);
  }

  /** `({ key: x } = event)`. */
  #assignmentPattern(node: ts.ObjectLiteralExpression): void {
    const { ts: compiler } = this.#project;
    if (!compiler.isBinaryExpression(node.parent)) return;
    const type = this.#typeAt(node.parent.right);
    for (const property of node.properties) {
      if (compiler.isSpreadAssignment(property)) continue;
      for (const key of this.#keyOf(property.name) ?? []) this.#tell("read", this.#fieldsAt(type, key), property);
    }
  }

  /** `KEY in x`. */
  #binary(node: ts.BinaryExpression): void {
    const { ts: compiler } = this.#project;
    if (node.operatorToken.kind !== compiler.SyntaxKind.InKeyword) return;
    const type = this.#typeAt(node.right);
    for (const key of this.#keysOf(node.left) ?? []) this.#tell("read", this.#fieldsAt(type, key), node.left);
  }

  /** A helper that takes any type, and the key to take from it; or that says what it needs of one. */
  #call(node: ts.CallExpression): void {
    const { checker } = this.#project;
    const parameters = checker.getResolvedSignature(node)?.declaration?.parameters ?? [];
    node.arguments.forEach((argument, index) => {
      const type = this.#typeAt(argument);
      const parameterNode = parameters[index];
      const declared = parameterNode !== undefined && "type" in parameterNode ? parameterNode.type : undefined;
      if (declared === undefined || !this.#flows.carries(type)) return;
      const parameter = checker.getTypeFromTypeNode(declared);
      if (!parameter.isTypeParameter()) return;
      const constraint = parameter.getConstraint();
      // What a constraint names is read; one that names nothing lets the value only be handed on.
      if (constraint !== undefined && checker.getPropertiesOfType(constraint).length > 0) {
        this.#flows.follow(type, constraint, argument);
      }
      for (const other of node.arguments.filter((each) => each !== argument)) {
        for (const key of this.#keysOf(other) ?? []) this.#tell("read", this.#fieldsAt(type, key), other);
      }
    });
  }

  /** A value is given to a place that expects something of it. */
  #given(node: ts.Expression): void {
    const { ts: compiler, checker } = this.#project;
    if (compiler.isObjectLiteralExpression(node) || compiler.isFunctionLike(node)) return;
    if (compiler.isParenthesizedExpression(node) || compiler.isConditionalExpression(node)) return;
    const { parent } = node;
    // A pattern takes what it names, and is looked at by itself.
    if (compiler.isVariableDeclaration(parent) && !compiler.isIdentifier(parent.name)) return;
    const wanted = checker.getContextualType(node);
    const given = this.#typeAt(node);
    // What is only known from its reading, `JSON.parse(text) as Data`, is no payload that is being written.
    const isDecoded = compiler.isAssertionExpression(parent) && !this.#flows.carries(given);
    if (wanted !== undefined && !isDecoded) this.#flows.follow(given, wanted, node);
  }

  #escape(type: ts.Type, node: ts.Node): void {
    this.#flows.follow(type, this.#project.checker.getUnknownType(), node);
  }

  /** What a property of this name is among the fields, in any type that the value may be of. */
  #fieldsAt(type: ts.Type, key: string): readonly Field[] {
    const { checker } = this.#project;
    const symbols = constituents(checker, checker.getApparentType(type)).map((one) =>
      checker.getPropertyOfType(checker.getApparentType(one), key),
    );
    return [...new Set(symbols.flatMap((symbol) => this.#places.of(symbol)))];
  }

  #typesAt(type: ts.Type, key: string): readonly ts.Type[] {
    const { checker } = this.#project;
    return constituents(checker, type).flatMap((one) => {
      const property = checker.getPropertyOfType(one, key);
      const found = property === undefined ? one.getStringIndexType() : checker.getTypeOfSymbol(property);
      return found === undefined ? [] : [found];
    });
  }

  #keyOf(name: ts.Node): readonly string[] | undefined {
    const { ts: compiler } = this.#project;
    if (compiler.isComputedPropertyName(name)) return this.#keysOf(name.expression);
    return compiler.isIdentifier(name) || compiler.isStringLiteralLike(name) ? [name.text] : undefined;
  }

  /** The keys that an expression may be, where all of them are known: a constant, or one of several. */
  #keysOf(expression: ts.Expression): readonly string[] | undefined {
    const { ts: compiler, checker } = this.#project;
    const types = constituents(checker, this.#typeAt(expression));
    const texts = types.filter((type) => type.isStringLiteral());
    if (texts.length === types.length) return texts.map(({ value }) => value);
    // An index of a list is no key.
    return types.every(({ flags }) => (flags & compiler.TypeFlags.NumberLike) !== 0) ? [] : undefined;
  }

  /** Whether a member is assigned to (`plain`), or changed by what it was (`changed`). */
  #targetOf(node: ts.Node): "plain" | "changed" | undefined {
    const { ts: compiler } = this.#project;
    const { parent } = node;
    const { PlusPlusToken, MinusMinusToken, EqualsToken } = compiler.SyntaxKind;
    if (compiler.isPrefixUnaryExpression(parent) || compiler.isPostfixUnaryExpression(parent)) {
      return parent.operator === PlusPlusToken || parent.operator === MinusMinusToken ? "changed" : undefined;
    }
    if (!compiler.isBinaryExpression(parent) || parent.left !== node) return undefined;
    const { kind } = parent.operatorToken;
    if (kind === EqualsToken) return "plain";
    const { FirstAssignment, LastAssignment } = compiler.SyntaxKind;
    return kind >= FirstAssignment && kind <= LastAssignment ? "changed" : undefined;
  }

  #isAssignmentPattern(node: ts.ObjectLiteralExpression): boolean {
    return this.#targetOf(node) === "plain";
  }

  /** `x.key!`, `x.key as T`, text made of it: nothing that the compiler checks. */
  #isTakenForPresent(node: ts.Expression): boolean {
    const { ts: compiler, checker } = this.#project;
    const mayBeAbsent = (type: ts.Type): boolean =>
      (type.isUnion() ? type.types : [type]).some(({ flags }) => (flags & compiler.TypeFlags.Undefined) !== 0);
    if (!mayBeAbsent(this.#typeAt(node))) return false;
    const { parent } = node;
    if (compiler.isNonNullExpression(parent) || compiler.isTemplateSpan(parent)) return true;
    if (compiler.isAsExpression(parent)) return !mayBeAbsent(checker.getTypeAtLocation(parent));
    if (!compiler.isBinaryExpression(parent)) return false;
    return parent.operatorToken.kind === compiler.SyntaxKind.PlusToken;
  }

  #typeAt(node: ts.Node): ts.Type {
    return this.#project.checker.getTypeAtLocation(node);
  }

  #tell(kind: AccessKind, fields: readonly Field[], node: ts.Node): void {
    if (fields.length > 0) this.#report({ kind, fields, node });
  }
}
