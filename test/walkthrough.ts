import { type Block, blocksOf } from "./markdown.js";
import { FreshProject, type PackedPackages } from "./fresh-project.js";
import { StandIns } from "./stand-ins.js";

/** A page whose blocks are done in order, in a project that starts with nothing. */
export interface Walkthrough {
  readonly page: string;
  readonly text: string;
  /** What the page shows in place of what only this run knows, such as the address of a server. */
  readonly standIns?: StandIns;
}

/** Where a walkthrough is done, and with what. */
interface Place {
  readonly project: FreshProject;
  readonly packed: PackedPackages;
  readonly standIns: StandIns;
}

/**
 * Does what a page says, literally: installs what it installs, writes the files it shows, runs its commands. Throws where
 * a command ends otherwise than the page says, or a file is not what the page shows.
 *
 * A block that is led in by "`path`:" is a file to write, one by "`path` … now …:" a file as it must be by then; a diff is
 * both, and one that is led in by "Change `path`:" is done to the file that is there. A command must succeed, unless it is
 * the last one before a `text`, which says what it prints; where the line above says that it is refused, it must not.
 */
export function walk({ page, text, standIns = new StandIns() }: Walkthrough, packed: PackedPackages): void {
  const project = new FreshProject({});
  try {
    const blocks = blocksOf(page, text);
    for (const block of blocks) {
      const { path, isEdit } = leadOf(block, text);
      if (block.language === "diff" && path !== undefined && !isEdit) project.write(path, sideOf(block, "-"));
    }
    for (const block of blocks) doStep(block, text, { project, packed, standIns });
  } finally {
    project.remove();
  }
}

function doStep(block: Block, text: string, place: Place): void {
  const { project } = place;
  const { path, isNow, isEdit, isRefused } = leadOf(block, text);
  if (block.language === "sh") {
    const commands = block.text.split("\n");
    for (const [index, command] of commands.entries()) {
      const [, verb, names = ""] = /^npm (install|uninstall) (?:--save-dev )?(.+)$/.exec(command) ?? [];
      const last = index === commands.length - 1 && block.next?.language === "text" ? block.next.text : undefined;
      if (verb === undefined) runCommand(block, { command, printed: last, isRefused }, place);
      else if (verb === "install") for (const name of names.split(" ")) install(name, place);
      else for (const name of names.split(" ")) project.uninstall(name);
    }
  } else if (path !== undefined && isEdit) {
    edit(block, path, project);
  } else if (path !== undefined) {
    const wanted = block.language === "diff" ? sideOf(block, "+") : `${block.text}\n`;
    if (block.language !== "diff" && !isNow) project.write(path, wanted);
    else if (project.read(path).trimEnd() !== wanted.trimEnd()) {
      throw new Error(`${placeOf(block)}: ${path} is\n${project.read(path)}`);
    }
  } else if (!["text", "mermaid"].includes(block.language)) {
    throw new Error(`${placeOf(block)}: nothing says which file this is`);
  }
}

/** Does a diff to the file that is there. */
function edit(block: Block, path: string, project: FreshProject): void {
  const before = sideOf(block, "-");
  const parts = project.read(path).split(before);
  if (parts.length !== 2) {
    throw new Error(
      `${placeOf(block)}: ${path} has ${parts.length - 1} of these places, and is\n${project.read(path)}`,
    );
  }
  project.write(path, parts.join(sideOf(block, "+")));
}

interface Step {
  readonly command: string;
  /** What the page says it prints. */
  readonly printed: string | undefined;
  readonly isRefused: boolean;
}

function runCommand(block: Block, { command, printed, isRefused }: Step, { project, standIns }: Place): void {
  const { code, output } = project.run(standIns.inRun(command));
  if (isRefused ? code === 0 : printed === undefined && code !== 0)
    throw new Error(`${placeOf(block)}: ${command} ended with ${code}:\n${output}`);
  let from = 0;
  for (const line of printed?.split("\n") ?? []) {
    const end = standIns.endOf(line.trim(), output, from);
    if (end === undefined) throw new Error(`${placeOf(block)}: ${command} does not print "${line}" but\n${output}`);
    from = end;
  }
}

/** Where a package is found that this repository has in more than one version. */
const HOSTS: Readonly<Record<string, string>> = { "typescript@7": "test/hosts/typescript-7" };

function install(wanted: string, { project, packed }: Place): void {
  const [, alias, spec = wanted] = /^(.+)@npm:(.+)$/.exec(wanted) ?? [];
  const [, name = spec, major] = /^(.+)@(\d+)$/.exec(spec) ?? [];
  if (alias === undefined) project.install(name, name.startsWith("@handoff/") ? packed.folder : HOSTS[spec]);
  else project.installAs(alias, name);
  const manifest = project.read(`node_modules/${alias ?? name}/package.json`);
  const { version } = JSON.parse(manifest) as { readonly version: string };
  if (major !== undefined && !version.startsWith(`${major}.`)) throw new Error(`${wanted} is ${version}.`);
}

interface Lead {
  readonly path: string | undefined;
  /** The block says what the file must be by then. */
  readonly isNow: boolean;
  /** The block is done to the file. */
  readonly isEdit: boolean;
  /** The command is to fail. */
  readonly isRefused: boolean;
}

/** What the line above a block says of it. */
function leadOf({ line }: Block, text: string): Lead {
  const lead =
    text
      .split("\n")
      .slice(0, line - 1)
      .findLast((each) => each !== "") ?? "";
  const [, path] = /`([\w./-]+\.\w+)`[^`]*:$/.exec(lead) ?? [];
  return { path, isNow: / now\b/.test(lead), isEdit: /\bChange `/.test(lead), isRefused: /\brefuses it:$/.test(lead) };
}

/** A file before (`-`) or after (`+`) a diff that shows all of it. */
function sideOf({ text }: Block, sign: "-" | "+"): string {
  const other = sign === "-" ? "+" : "-";
  const lines = text.split("\n").filter((line) => !line.startsWith(other));
  return `${lines.map((line) => line.slice(1)).join("\n")}\n`;
}

function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}
