import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Names that npm can give a package; `@/fields`, `~/fields` and `#fields` are a project's own aliases. */
const PACKAGE = /^(?:@[a-z0-9-][\w.~-]*\/)?[a-z0-9-][\w.~-]*(?=\/|$)/;
const SOURCES = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** What makes a directory one of several packages, each with modules of its own. */
const WORKSPACES = ["pnpm-workspace.yaml", "lerna.json", "nx.json", "rush.json", ".pnp.cjs", ".pnp.loader.mjs"];
const CONFIGURATION = /^(?:[tj]sconfig.*\.json|\..*rc(?:\.\w+)?|.*config\.\w+)$/;
/** How configurations give modules other names, or take them from a file that is not read here. */
const RENAMING = /\b(?:paths|baseUrl|alias|aliases|moduleNameMapper|modulePaths)\b|"extends"\s*:\s*(?:\[|"\.)/;

const missing = new Map<string, boolean>();

/**
 * Whether a module that settings name is certainly not there. A wrong "no" would stop a whole run, so it is one only
 * for a project whose modules can be told by looking: with a `package.json` where the linter runs, one package and not
 * several, and no configuration that gives modules other names. Asked once per process for each module.
 */
export function isMissingModule(module: string, cwd: string): boolean {
  const key = `${cwd}\0${module}`;
  const known = missing.get(key);
  if (known !== undefined) return known;
  const judged = judge(module, cwd);
  missing.set(key, judged);
  return judged;
}

function judge(module: string, cwd: string): boolean {
  if (!existsSync(path.join(cwd, "package.json"))) return false;
  if (/^\.\.?\//.test(module)) return !isSource(path.resolve(cwd, module));
  const [name] = PACKAGE.exec(module) ?? [];
  if (name === undefined) return false;
  const directories = upwardFrom(cwd);
  if (directories.some((directory) => existsSync(path.join(directory, "node_modules", name)))) return false;
  return !directories.some((directory) => holdsSeveral(directory, name)) && !hasOtherNames(cwd);
}

/** TypeScript and bundlers take `./fields.js` for `./fields.ts`, and a directory for its index. */
function isSource(file: string): boolean {
  const bare = file.replace(/\.[cm]?[jt]sx?$/, "");
  return [file, bare, path.join(file, "index")].some((each) => SOURCES.some((ending) => existsSync(each + ending)));
}

function upwardFrom(directory: string): readonly string[] {
  const parent = path.dirname(directory);
  return parent === directory ? [directory] : [directory, ...upwardFrom(parent)];
}

/** Whether a directory is a workspace of packages, or the package of that name itself. */
function holdsSeveral(directory: string, name: string): boolean {
  if (WORKSPACES.some((file) => existsSync(path.join(directory, file)))) return true;
  const manifest = read(path.join(directory, "package.json"));
  return /"workspaces"\s*:/.test(manifest) || manifest.includes(`"${name}"`);
}

function hasOtherNames(directory: string): boolean {
  return readdirSync(directory).some(
    (file) => CONFIGURATION.test(file) && RENAMING.test(read(path.join(directory, file))),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
