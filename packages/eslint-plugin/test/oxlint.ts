import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One finding, as far as both hosts tell it. */
export interface HostFinding {
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
}

interface OxlintDiagnostic {
  readonly message: string;
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
}

interface OxlintOptions {
  /** The Node that runs it. */
  readonly node?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const PLUGIN = fileURLToPath(new URL("../dist/index.js", import.meta.url));

/** A directory of files that the oxlint command line lints with the built plugin. */
export class OxlintProject {
  readonly #directory: string;
  readonly #node: string;
  readonly #files = new Set<string>();

  constructor(rules: readonly string[], { node = process.execPath, settings = {} }: OxlintOptions = {}) {
    if (!existsSync(PLUGIN))
      throw new Error("The plugin is not built, and oxlint loads what is built: run `tsc -b` first.");
    this.#node = node;
    this.#directory = mkdtempSync(join(tmpdir(), "handoff-oxlint-"));
    const config = {
      jsPlugins: [PLUGIN],
      categories: { correctness: "off" },
      settings,
      rules: Object.fromEntries(rules.map((rule) => [`handoff/${rule}`, "error"])),
    };
    this.write("oxlint.json", JSON.stringify(config));
    this.#files.clear();
  }

  write(name: string, text: string): void {
    const file = join(this.#directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    this.#files.add(name);
  }

  read(name: string): string {
    return readFileSync(join(this.#directory, name), "utf8");
  }

  /** The findings in each file. */
  findings(): ReadonlyMap<string, readonly HostFinding[]> {
    const { diagnostics } = JSON.parse(this.#run("--format", "json")) as { diagnostics: readonly OxlintDiagnostic[] };
    const found = new Map([...this.#files].map((name) => [name, [] as HostFinding[]]));
    for (const { code, message, filename, labels } of diagnostics) {
      const rule = /^handoff\((.+)\)$/.exec(code)?.[1] ?? code;
      const { line, column } = labels[0]?.span ?? { line: 0, column: 0 };
      found.get(filename)?.push({ line, column, rule, message });
    }
    return found;
  }

  /** Applies fixes until they are done: oxlint makes one pass a run, and the first may only add an import. */
  fix(): void {
    this.#run("--fix");
    this.#run("--fix");
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }

  #run(...options: readonly string[]): string {
    const bin = join(dirname(createRequire(import.meta.url).resolve("oxlint/package.json")), "bin", "oxlint");
    const args = [bin, "-c", "oxlint.json", ...options, "."];
    const { status, stdout, stderr } = spawnSync(this.#node, args, { cwd: this.#directory, encoding: "utf8" });
    // 0: clean, 1: findings; anything else never linted.
    if (status !== 0 && status !== 1) throw new Error(`oxlint failed: ${stderr}${stdout}`);
    return stdout;
  }
}
