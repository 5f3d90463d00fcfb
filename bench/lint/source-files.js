import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCE = /\.(?:[cm]?ts|[cm]?js|tsx|jsx)$/;
const MINIFIED_NAME = /[.-]min\.[cm]?js$/;
/** Directories of what others wrote, or a build did. */
const SKIPPED = new Set(["node_modules", "dist", "build", "out", "coverage", ".git", ".next", ".turbo", ".yarn"]);
/** Nobody writes lines of this length on average. */
const MINIFIED_LINE = 300;

/**
 * The source files of a folder that people wrote, in a fixed order.
 *
 * @param {string} folder
 * @returns {{ path: string, text: string }[]}
 */
export function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourceFiles(path);
      if (!entry.isFile() || !SOURCE.test(entry.name) || MINIFIED_NAME.test(entry.name)) return [];
      const text = readFileSync(path, "utf8");
      return isMinified(text) ? [] : [{ path, text }];
    });
}

/** @param {string} text */
function isMinified(text) {
  return text.length > 2 * MINIFIED_LINE && text.length / text.split("\n").length > MINIFIED_LINE;
}
