import { createRequire } from "node:module";
import { resolve } from "node:path";
import plugin from "@handoff/eslint-plugin";
import parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { corpus } from "./labels.js";
import { labelled } from "./lint.js";

const CWD = resolve("/project");

interface Host {
  readonly version: string;
  readonly linter: Linter;
}

/** An ESLint with its flat configuration; 8.57 has to be asked for it. */
function host(name: "eslint-8" | "eslint-9" | "eslint-10"): Host {
  const Implementation = name === "eslint-10" ? Linter : older(name);
  return { version: Implementation.version, linter: new Implementation({ cwd: CWD, configType: "flat" }) };
}

function older(name: "eslint-8" | "eslint-9"): typeof Linter {
  const require = createRequire(new URL(`../../../test/hosts/${name}/package.json`, import.meta.url));
  return (require("eslint") as { Linter: typeof Linter }).Linter;
}

const config = (): Linter.Config[] => [
  { files: ["**/*.ts"], plugins: { handoff: plugin }, rules: plugin.configs.strict.rules ?? {} },
  { files: ["**/*.ts"], languageOptions: { parser, sourceType: "module" } },
];

const HOSTS = [host("eslint-8"), host("eslint-9"), host("eslint-10")];
const [, , current] = HOSTS;

describe("the ESLints of this test", () => {
  it("are three majors", () => {
    expect(HOSTS.map(({ version }) => version.split(".")[0])).toEqual(["8", "9", "10"]);
  });
});

describe.each(HOSTS)("ESLint $version", ({ linter }) => {
  it.each(corpus())("finds in $name what its labels say, and rewrites it as the current one", (file) => {
    const filename = resolve(CWD, file.name);
    expect(labelled(linter.verify(file.text, config(), filename))).toEqual(file.expected);
    expect(linter.verifyAndFix(file.text, config(), filename).output).toBe(
      current?.linter.verifyAndFix(file.text, config(), filename).output,
    );
  });
});
