import ts from "typescript";

/** What belongs to one protocol: a module that serves every team may not know it. */
export interface Domain {
  /** Modules that define the protocol, by path below `src`; a folder ends in `/`. */
  readonly modules: readonly string[];
  /** Constants of the registry that only the protocol's payloads use. */
  readonly fields: ReadonlySet<string>;
  /** Texts on the wire: types, aliases, streams, groups, payload keys. */
  readonly texts: ReadonlySet<string>;
  /** Words that no identifier may hold. */
  readonly words: ReadonlySet<string>;
}

/** How a neutral module betrays knowledge of a domain: by an import, a field, a text or a name. */
export function domainFaults(module: string, text: string, domain: Domain): readonly string[] {
  if (domain.modules.some((own) => (own.endsWith("/") ? module.startsWith(own) : module === own))) return [];
  const faults: string[] = [];
  const source = ts.createSourceFile(module, text, ts.ScriptTarget.Latest, true);
  visit(source);
  return faults;

  function visit(node: ts.Node): void {
    if (isImport(node)) faults.push(...importFaults(node, domain));
    else if (ts.isStringLiteralLike(node)) textFault(node);
    else if (ts.isIdentifier(node)) nameFault(node);
    ts.forEachChild(node, visit);
  }

  function textFault(node: ts.StringLiteralLike): void {
    if (domain.texts.has(node.text) && !isTypeofComparison(node)) faults.push(`the text "${node.text}"`);
  }

  function nameFault(node: ts.Identifier): void {
    if (domain.fields.has(node.text) && isFieldName(node)) faults.push(`FieldName.${node.text}`);
    else if (wordsOf(node.text).some((word) => domain.words.has(word))) faults.push(`the name ${node.text}`);
  }
}

type Import = (ts.ImportDeclaration | ts.ExportDeclaration) & { readonly moduleSpecifier: ts.StringLiteral };

function isImport(node: ts.Node): node is Import {
  return (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined;
}

function importFaults({ moduleSpecifier: { text } }: Import, domain: Domain): readonly string[] {
  const path = text.replace(/^\.\//, "").replace(/\.js$/, ".ts");
  const own = domain.modules.some((module) => (module.endsWith("/") ? path.includes(module) : path.endsWith(module)));
  return own ? [`the import of ${text}`] : [];
}

/** `typeof x === "symbol"` speaks of the language. */
function isTypeofComparison({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && ts.isTypeOfExpression(parent.left);
}

function isFieldName({ parent }: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.expression.getText() === "FieldName";
  return ts.isQualifiedName(parent) && parent.left.getText() === "FieldName";
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .flatMap((word) => [word, word.replace(/s$/, "")]);
}

/** Names that a package index lets out without naming them. */
export function wildcardFaults(text: string): readonly string[] {
  const source = ts.createSourceFile("index.ts", text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((node) => !(ts.isExportDeclaration(node) && isNamed(node.exportClause)) && !isTypeOnly(node))
    .map((node) => node.getText());
}

function isNamed(clause: ts.NamedExportBindings | undefined): boolean {
  if (clause === undefined) return false;
  return ts.isNamedExports(clause) || clause.name.text === "FieldName";
}

function isTypeOnly(node: ts.Statement): boolean {
  return (
    ts.isTypeAliasDeclaration(node) ||
    (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
  );
}
