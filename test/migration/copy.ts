import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Ended, ended, ROOT } from "../command.js";

/** The files of a project by path, as they are. */
export type Files = ReadonlyMap<string, string>;

/** A finding as the lists of the tests write it: `src/a.ts:3 no-raw-string-key rawKey`. */
export interface Finding {
  readonly place: string;
  readonly isFixable: boolean;
}

interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly {
    readonly line: number;
    readonly ruleId: string | null;
    readonly messageId?: string;
    readonly message: string;
    readonly fix?: object;
  }[];
}

/** The packages that a fixture project depends on. */
const INSTALLED = ["@handoff/contracts", "@handoff/eslint-plugin", "@types/node", "@typescript-eslint/parser"];

/** A fixture project in a folder of its own, with the packages beside it as `npm install` would put them. */
export class ProjectCopy {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async of(project: string): Promise<ProjectCopy> {
    const directory = await mkdtemp(join(tmpdir(), "handoff-migration-"));
    await cp(fileURLToPath(new URL(`${project}/`, import.meta.url)), directory, { recursive: true });
    for (const name of INSTALLED) {
      const target = join(directory, "node_modules", name);
      await mkdir(dirname(target), { recursive: true });
      await symlink(join(ROOT, "node_modules", name), target, "dir");
    }
    return new ProjectCopy(directory);
  }

  async files(): Promise<Files> {
    const entries = await readdir(this.directory, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(this.directory.length + 1))
      .filter((path) => !/^(?:build|node_modules)\//.test(path))
      .sort();
    return new Map(
      await Promise.all(paths.map(async (path) => [path, await readFile(join(this.directory, path), "utf8")] as const)),
    );
  }

  /** What the compiler says; it writes what it compiles even where it finds errors. */
  compile(): Promise<Ended> {
    return this.#run("tsc", []);
  }

  /** The project's own tests, as they were compiled last. */
  async test(): Promise<Ended> {
    const specs = (await readdir(join(this.directory, "build/spec"))).filter((name) => name.endsWith(".spec.js"));
    const files = specs.map((name) => `build/spec/${name}`);
    return ended(process.execPath, ["--test", "--test-reporter=tap", ...files], { cwd: this.directory });
  }

  /** One `eslint`, and what is left after it. */
  async eslint(...options: readonly string[]): Promise<readonly Finding[]> {
    const { stdout, stderr } = await this.#run("eslint", ["--format", "json", ...options, "."]);
    if (stdout === "") throw new Error(`eslint failed: ${stderr}`);
    return (JSON.parse(stdout) as readonly LintedFile[]).flatMap(({ filePath, messages }) =>
      messages.map(({ line, ruleId, messageId, message, fix }) => {
        const file = filePath.slice(filePath.indexOf(this.directory) + this.directory.length + 1);
        const what = ruleId === null ? message : `${ruleId.replace("handoff/", "")} ${messageId ?? ""}`;
        return { place: `${file}:${String(line)} ${what}`, isFixable: fix !== undefined };
      }),
    );
  }

  /** One `oxlint --fix`, of the sources alone: oxlint follows links, and would go on to fix the packages themselves. */
  async oxlintFix(): Promise<void> {
    const { code, stdout, stderr } = await this.#run("oxlint", ["--fix", "src"]);
    // 0: clean, 1: findings; anything else never linted.
    if (code !== 0 && code !== 1) throw new Error(`oxlint failed: ${stdout}${stderr}`);
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true });
  }

  #run(program: string, args: readonly string[]): Promise<Ended> {
    return ended(join(ROOT, "node_modules/.bin", program), args, { cwd: this.directory });
  }
}

/** The paths whose content is not the same, or that only one side has. */
export function changedFiles(before: Files, after: Files): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
