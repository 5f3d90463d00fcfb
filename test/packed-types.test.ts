import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FreshProject, PackedPackages } from "./fresh-project.js";

const PACKAGES = ["contracts", "eslint-plugin", "runtime"];
/** What the packages need only where certain entries are imported, and Node's own types. */
const PEERS = ["fast-check", "ioredis", "@types/node"];

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    module: "nodenext",
    target: "es2023",
    types: ["node"],
    noEmit: true,
  },
});

const packed = new PackedPackages(PACKAGES);
const projects = {
  6: new FreshProject({ "tsconfig.json": TSCONFIG }),
  7: new FreshProject({ "tsconfig.json": TSCONFIG }),
};

/** Every entry of the installed packages that has types. */
function entriesOf(project: FreshProject): string[] {
  return PACKAGES.flatMap((name) => {
    const manifest = project.read(`node_modules/@handoff/${name}/package.json`);
    const { exports } = JSON.parse(manifest) as { readonly exports: Readonly<Record<string, string | object>> };
    const typed = Object.entries(exports).filter(([, target]) => typeof target === "object");
    return typed.map(([entry]) => `@handoff/${name}${entry.slice(1)}`);
  });
}

beforeAll(() => {
  for (const project of Object.values(projects)) {
    for (const name of PACKAGES) project.install(`@handoff/${name}`, packed.folder);
    for (const name of PEERS) project.install(name);
    const imports = entriesOf(project).map((entry, index) => `import * as entry${index} from "${entry}";`);
    const uses = imports.map((_, index) => `entry${index}`);
    project.write("consumer.ts", `${imports.join("\n")}\nexport const all = [${uses.join(", ")}];\n`);
  }
  projects[6].install("typescript");
  projects[7].install("typescript", "test/hosts/typescript-7");
}, 120_000);
afterAll(() => {
  for (const project of Object.values(projects)) project.remove();
  packed.remove();
});

describe("the declarations of every entry of the packed packages", { timeout: 120_000 }, () => {
  it("are many", () => {
    expect(entriesOf(projects[6]).length).toBeGreaterThanOrEqual(11);
  });

  it.each([6, 7] as const)("are whole for TypeScript %s, without skipLibCheck", (major) => {
    expect(projects[major].run("tsc --version").output).toContain(`Version ${major}.`);
    expect(projects[major].run("tsc")).toEqual({ code: 0, output: "" });
  });

  it.each([7] as const)("are refused by TypeScript %s where they are of what is not there", (major) => {
    const path = "node_modules/@handoff/runtime/dist/trading/index.d.ts";
    projects[major].write(path, `import type { Nothing } from "nothing";\n${projects[major].read(path)}`);
    const { code, output } = projects[major].run("tsc");
    expect(code).not.toBe(0);
    expect(output).toContain("Cannot find module 'nothing'");
  });
});
