import { execFile } from "node:child_process";

/** What Prometheus' own checker finds fault with; nothing when all is well. */
export function promtool(metrics: string): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile("promtool", ["check", "metrics"], (error, stdout, stderr) => {
      resolve(error === null ? stdout + stderr : `${stdout}${stderr}${error.message}`);
    });
    child.stdin?.end(metrics);
  });
}
