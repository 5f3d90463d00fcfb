// Packs each package and has publint and attw judge the tarball, as a registry would hand it to a user.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "handoff-packages-"));
const run = (command, args) => execFileSync("npx", ["--no-install", command, ...args], { stdio: "inherit" });
try {
  const packages = readdirSync(new URL("../packages/", import.meta.url));
  const workspaces = packages.flatMap((name) => ["--workspace", `packages/${name}`]);
  execFileSync("npm", ["pack", ...workspaces, "--pack-destination", folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const tarballs = readdirSync(folder);
  if (tarballs.length !== packages.length)
    throw new Error(`${packages.length} packages, but ${tarballs.length} tarballs.`);
  for (const tarball of tarballs) {
    run("publint", ["run", join(folder, tarball), "--strict"]);
    run("attw", [join(folder, tarball), "--profile", "esm-only"]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
