import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** How a program of a project ended. */
export interface Run {
  readonly code: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** Packages of this repository as `npm publish` would send them, unpacked. */
export class PackedPackages {
  readonly folder = mkdtempSync(join(tmpdir(), "handoff-packed-"));

  constructor(workspaces: readonly string[]) {
    for (const workspace of workspaces) {
      const args = ["pack", "--silent", "--workspace", `packages/${workspace}`, "--pack-destination", this.folder];
      const tarball = execFileSync("npm", args, { cwd: ROOT, encoding: "utf8" }).trim();
      const target = join(this.folder, "node_modules", "@handoff", workspace);
      mkdirSync(target, { recursive: true });
      execFileSync("tar", ["-xzf", join(this.folder, tarball), "-C", target, "--strip-components=1"]);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** A project outside of this repository, in which nothing can be found but what was installed. */
export class FreshProject {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), "handoff-project-")));

  constructor(files: Readonly<Record<string, string>>) {
    this.write("package.json", '{ "name": "service", "private": true, "type": "module" }\n');
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /**
   * Copies a package, found as from a folder (of this repository, if relative), with everything it depends on, in place of
   * another version of it.
   */
  install(name: string, from = "."): void {
    const source = installed(name, from);
    const there = this.#folderOf(name);
    if (existsSync(there) && readManifest(there).version !== readManifest(source).version) this.uninstall(name);
    this.#place(source, this.directory);
  }

  /** Copies a package that depends on none to another name, without its programs. */
  installAs(alias: string, name: string): void {
    cpSync(installed(name, "."), this.#folderOf(alias), { recursive: true, dereference: true });
  }

  /** Removes a package; what only it depended on stays. */
  uninstall(name: string): void {
    rmSync(this.#folderOf(name), { recursive: true });
  }

  write(path: string, text: string): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return readFileSync(join(this.directory, path), "utf8");
  }

  /** Runs a command, with the project's programs in reach as in a script of npm, and without a network. */
  run(command: string): Run {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", command], {
      cwd: this.directory,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${join(this.directory, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`,
        // The test run's own options (conditions, loaders, colours) are not those of a user's process.
        NODE_OPTIONS: "",
        NODE_PATH: "",
        NO_COLOR: "1",
        npm_config_offline: "true",
      },
    });
    return { code: status, output: stdout + stderr };
  }

  /** Names of the packages at the top of `node_modules`. */
  installed(): string[] {
    const modules = join(this.directory, "node_modules");
    return readdirSync(modules)
      .filter((name) => !name.startsWith("."))
      .flatMap((name) =>
        name.startsWith("@") ? readdirSync(join(modules, name)).map((one) => `${name}/${one}`) : name,
      )
      .sort();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  #folderOf(name: string): string {
    return join(this.directory, "node_modules", name);
  }

  /** Puts a package where `from` finds it: at the top, or in `from`'s own folder if another version is in the way. */
  #place(source: string, from: string): void {
    const manifest = readManifest(source);
    const visible = resolvePackage(manifest.name, from, this.directory);
    if (visible !== undefined && readManifest(visible).version === manifest.version) return;
    const target = visible === undefined ? this.#folderOf(manifest.name) : join(from, "node_modules", manifest.name);
    const nested = join(source, "node_modules");
    cpSync(source, target, { recursive: true, dereference: true, filter: (path) => path !== nested });
    this.#linkPrograms(manifest, target);
    this.#placeDependencies(manifest, source, target);
  }

  #placeDependencies(manifest: Manifest, source: string, target: string): void {
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
    const peers = Object.keys(peerDependencies).filter((name) => !manifest.peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]) {
      // What a packed package depends on was not packed with it.
      const found = resolvePackage(name, source) ?? resolvePackage(name, ROOT);
      if (found !== undefined) this.#place(found, target);
      else if (!(name in optionalDependencies)) throw new Error(`${manifest.name} needs ${name}, which is not here.`);
    }
  }

  #linkPrograms({ name, bin = {} }: Manifest, folder: string): void {
    const programs = typeof bin === "string" ? { [name.replace(/^@.*\//, "")]: bin } : bin;
    const place = join(this.directory, "node_modules", ".bin");
    mkdirSync(place, { recursive: true });
    for (const [program, path] of Object.entries(programs)) {
      const link = join(place, program);
      if (existsSync(link)) continue;
      chmodSync(join(folder, path), 0o755);
      symlinkSync(relative(place, join(folder, path)), link);
    }
  }
}

/** The folder of a package of this repository; throws where it is not installed. */
function installed(name: string, from: string): string {
  const source = resolvePackage(name, resolve(ROOT, from));
  if (source === undefined) throw new Error(`${name} is not installed in ${from}.`);
  return source;
}

/** The folder in which Node finds a package from another folder, up to `top`. */
function resolvePackage(name: string, from: string, top = "/"): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return realpathSync(found);
    if (folder === top || folder === dirname(folder)) return undefined;
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
