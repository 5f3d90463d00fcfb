import { type Block, blocksOf } from "./markdown.js";
import { FreshProject, type PackedPackages } from "./fresh-project.js";

/** A page whose blocks are done in order, in a project that starts with nothing. */
export interface Walkthrough {
  readonly page: string;
  readonly text: string;
}

/**
 * Does what a page says, literally: installs what it installs, writes the files it shows, runs its commands. Throws where
 * a command ends otherwise than the page says, or a file is not what the page shows.
 *
 * A block that is led in by "`path`:" is a file to write, one by "`path` … now …:" a file as it must be by then; a diff is
 * both. A command must succeed, unless the `text` that follows it says what it prints.
 */
export function walk({ page, text }: Walkthrough, packed: PackedPackages): void {
  const project = new FreshProject({});
  try {
    const blocks = blocksOf(page, text);
    for (const block of blocks) {
      const path = leadOf(block, text).path;
      if (block.language === "diff" && path !== undefined) project.write(path, sideOf(block, "-"));
    }
    for (const block of blocks) doStep(block, text, { project, packed });
  } finally {
    project.remove();
  }
}

function doStep(
  block: Block,
  text: string,
  { project, packed }: { project: FreshProject; packed: PackedPackages },
): void {
  const { path, isNow } = leadOf(block, text);
  if (block.language === "sh") {
    for (const command of block.text.split("\n")) {
      const [, names] = /^npm install (?:--save-dev )?(.+)$/.exec(command) ?? [];
      if (names === undefined) runCommand(block, command, project);
      else for (const name of names.split(" ")) install(name, project, packed);
    }
  } else if (path !== undefined) {
    const wanted = block.language === "diff" ? sideOf(block, "+") : `${block.text}\n`;
    if (block.language !== "diff" && !isNow) project.write(path, wanted);
    else if (project.read(path).trimEnd() !== wanted.trimEnd()) {
      throw new Error(`${placeOf(block)}: ${path} is\n${project.read(path)}`);
    }
  } else if (block.language !== "text") {
    throw new Error(`${placeOf(block)}: nothing says which file this is`);
  }
}

function runCommand(block: Block, command: string, project: FreshProject): void {
  const { code, output } = project.run(command);
  const printed = block.next?.language === "text" ? block.next.text.split("\n") : undefined;
  if (printed === undefined && code !== 0)
    throw new Error(`${placeOf(block)}: ${command} ended with ${code}:\n${output}`);
  let from = 0;
  for (const line of printed ?? []) {
    const found = output.indexOf(line.trim(), from);
    if (found === -1) throw new Error(`${placeOf(block)}: ${command} does not print "${line}" but\n${output}`);
    from = found + line.trim().length;
  }
}

function install(name: string, project: FreshProject, packed: PackedPackages): void {
  if (name === "typescript@7") project.install("typescript", "test/hosts/typescript-7");
  else project.install(name, name.startsWith("@handoff/") ? packed.folder : undefined);
}

/** The file that the line above a block names. */
function leadOf({ line }: Block, text: string): { readonly path?: string | undefined; readonly isNow: boolean } {
  const lead =
    text
      .split("\n")
      .slice(0, line - 1)
      .findLast((each) => each !== "") ?? "";
  const [, path] = /`([\w./-]+\.\w+)`[^`]*:$/.exec(lead) ?? [];
  return { path, isNow: / now\b/.test(lead) };
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
