import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Runs a module of this folder in a process of its own, and yields what it printed as JSON.
 *
 * @param {string} file
 * @param {Record<string, string | number>} options
 * @param {readonly string[]} [flags] Of Node.
 * @throws {Error} with what it says failed.
 */
export async function runChild(file, options, flags = []) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Log lines go where they cost what they cost, and are read by nobody.
  const child = spawn(process.execPath, [...flags, path, ...args], { stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
  });
  await once(child, "close");
  const result = printed === "" ? { failure: "it printed nothing" } : JSON.parse(printed);
  if (result.failure !== undefined) throw new Error(`${file} ${args.join(" ")} failed: ${result.failure}`);
  return result;
}
