import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, relative, resolve } from "node:path";
import type ts from "typescript";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { ProjectOptions } from "./usage.js";

/** TypeScript's API, as the project has it. */
type TypeScript = typeof ts;

/** A project that compiles. */
export interface Project {
  readonly ts: TypeScript;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** Files whose code is looked at: the project's own, without tests. */
  readonly files: readonly ts.SourceFile[];
  /** Where a node is, for a person: `src/reviewer.ts:12`. */
  readonly placeOf: (node: ts.Node) => string;
}

/** What a test reads or writes says nothing of the agents. */
const TEST_FILE = /(?:^|[./])(?:test|tests|spec|specs|__tests__|bench)[./]/;

/**
 * Loads and checks a TypeScript project.
 *
 * @throws {ToolError} `PROJECT_NOT_FOUND`, `PROJECT_BROKEN` where it does not compile, `PACKAGE_MISSING`,
 * `PACKAGE_UNSUITABLE` for a TypeScript without an API.
 */
export function loadProject({ tsconfig, typescript = "typescript" }: ProjectOptions): Project {
  const path = resolve(tsconfig);
  if (!existsSync(path)) throw notFound(tsconfig, "There is no such file.");
  const compiler = loadTypeScript(path, typescript);
  const { fileNames, options, projectReferences } = parseConfig(compiler, path, tsconfig);
  const program = compiler.createProgram({
    rootNames: fileNames,
    options: { ...options, noEmit: true, incremental: false, composite: false },
    ...(projectReferences === undefined ? {} : { projectReferences }),
  });
  const root = dirname(path);
  const named = (file: ts.SourceFile): string => relative(root, file.fileName);
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file))
    .filter((file) => !TEST_FILE.test(named(file)));
  requireSound(compiler, program, files);
  return {
    ts: compiler,
    program,
    checker: program.getTypeChecker(),
    files,
    placeOf: (node) => {
      const file = node.getSourceFile();
      return `${named(file)}:${String(file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1)}`;
    },
  };
}

function loadTypeScript(project: string, name: string): TypeScript {
  let compiler: TypeScript;
  try {
    compiler = createRequire(project)(name) as TypeScript;
  } catch (error) {
    throw new ToolError(
      {
        code: ToolErrorCode.PACKAGE_MISSING,
        place: project,
        what: `The package ${name} cannot be loaded from there.`,
        remedy: "Install TypeScript 6, which has the API that this needs: npm install --save-dev typescript@6.",
      },
      { cause: error },
    );
  }
  if (typeof (compiler as Partial<TypeScript>).createProgram === "function") return compiler;
  throw new ToolError({
    code: ToolErrorCode.PACKAGE_UNSUITABLE,
    place: project,
    what: `The package ${name} has no API to analyse a program with, as TypeScript 7 has none.`,
    remedy:
      "Install TypeScript 6 beside it under another name, npm install --save-dev typescript-6@npm:typescript@6, and give --typescript typescript-6. npm then links the tsc of either: call TypeScript 7's by its path, node_modules/typescript/bin/tsc.",
  });
}

function parseConfig(compiler: TypeScript, path: string, tsconfig: string): ts.ParsedCommandLine {
  const broken: ts.Diagnostic[] = [];
  const parsed = compiler.getParsedCommandLineOfConfigFile(path, undefined, {
    ...compiler.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => broken.push(diagnostic),
  });
  const [first] = [...broken, ...(parsed?.errors ?? [])].filter(
    ({ category }) => category === compiler.DiagnosticCategory.Error,
  );
  if (parsed === undefined || first !== undefined) {
    const why = first === undefined ? "It cannot be read." : textOf(compiler, first);
    throw notFound(tsconfig, why);
  }
  if (parsed.fileNames.length === 0) throw notFound(tsconfig, "It names no files of its own.");
  if (parsed.options.strictNullChecks ?? parsed.options.strict ?? false) return parsed;
  throw new ToolError({
    code: ToolErrorCode.PROJECT_BROKEN,
    place: tsconfig,
    what: "It is not strict: what may be absent cannot be told from what is always there.",
    remedy: 'Set "strict": true, or "strictNullChecks": true.',
  });
}

function requireSound(compiler: TypeScript, program: ts.Program, files: readonly ts.SourceFile[]): void {
  const faults = [
    ...program.getOptionsDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ].filter(({ category }) => category === compiler.DiagnosticCategory.Error);
  const [first] = faults;
  if (first === undefined) return;
  const { file, start = 0 } = first;
  const line = file === undefined ? "" : `:${String(file.getLineAndCharacterOfPosition(start).line + 1)}`;
  const others = faults.length === 1 ? "" : ` There are ${String(faults.length - 1)} more.`;
  throw new ToolError({
    code: ToolErrorCode.PROJECT_BROKEN,
    place: `${relative(process.cwd(), file?.fileName ?? "")}${line}`,
    what: `The project does not compile: ${textOf(compiler, first)}${others}`,
    remedy: "Run tsc, and mend what it finds: types that do not hold say nothing of who reads what.",
  });
}

function textOf(compiler: TypeScript, { messageText }: ts.Diagnostic): string {
  const text = compiler.flattenDiagnosticMessageText(messageText, " ");
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function notFound(tsconfig: string, what: string): ToolError {
  return new ToolError({
    code: ToolErrorCode.PROJECT_NOT_FOUND,
    place: tsconfig,
    what,
    remedy: "Give the tsconfig that holds the sources of your agents: --project <tsconfig>.",
  });
}
