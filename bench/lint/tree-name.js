import { spawnSync } from "node:child_process";
import { basename } from "node:path";

/**
 * What a tree is called in the figures: of a checkout the repository and the commit, else the folder.
 *
 * @param {string} folder
 */
export function treeName(folder) {
  const [top, commit, remote] = [
    ["rev-parse", "--show-toplevel"],
    ["rev-parse", "--short=10", "HEAD"],
    ["remote", "get-url", "origin"],
  ].map((args) => spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" }).stdout.trim());
  // A folder within a checkout, a build or a copy say, is no revision of it.
  if (top !== folder || commit === "") return basename(folder);
  const repository = remote
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .slice(-2)
    .join("/");
  return `${repository === "" ? basename(folder) : repository}@${commit}`;
}
