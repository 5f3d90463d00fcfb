import { execFileSync } from "node:child_process";

/** Whether a program runs and ends well. */
export function succeeds(program: string, args: readonly string[]): boolean {
  return printedBy(program, args) !== undefined;
}

/** What a program prints that runs and ends well. */
export function printedBy(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8", maxBuffer: Infinity });
  } catch {
    return undefined;
  }
}

/** Installs a Debian package where this user may; where not, nothing happens and whoever needs it says so. */
export function installDebianPackage(name: string): void {
  const root = process.getuid?.() === 0;
  if (!succeeds("apt-get", ["--version"]) || !(root || succeeds("sudo", ["-n", "true"]))) return;
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", name]]) {
    const command = [...(root ? [] : ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
    const [program = "", ...rest] = command;
    succeeds(program, rest);
  }
}
