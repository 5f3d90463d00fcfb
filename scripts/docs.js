// Writes the generated documentation; with --check only compares, and exits 1 when something is stale.
import { writeFile } from "node:fs/promises";
import { generateDocs, readRepositoryFile, staleDocs } from "./generated-docs.js";

const pages = await generateDocs(readRepositoryFile);
const stale = await staleDocs(pages, readRepositoryFile);
if (process.argv.includes("--check")) {
  for (const path of stale) process.stderr.write(`${path} is stale. Run: npm run docs\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) await writeFile(new URL(`../${path}`, import.meta.url), pages.get(path));
  process.stdout.write(`${String(stale.length)} of ${String(pages.size)} pages written\n`);
}
