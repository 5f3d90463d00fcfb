import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Block, blocksOf, pages, readPage, TUTORIAL, WALKTHROUGHS } from "./markdown.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../", import.meta.url));
/** Inside the repository, so that packages are found by name as in a user's project. */
const scratch = `${root}.cache/docs/`;

beforeAll(async () => {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const blocks = pages()
  .filter((page) => ![...WALKTHROUGHS, TUTORIAL].includes(page))
  .flatMap((page) => blocksOf(page));
const of = (language: string): [string, Block][] =>
  blocks
    .filter((block) => block.language === language && !block.page.startsWith("docs/reference/"))
    .map((block) => [`${block.page}:${String(block.line)}`, block]);

const snippets = of("ts");
const WRONG = 'import { FieldNames } from "@handoff/contracts";\nFieldNames;\n';
const fileOf = (name: string): string => `${scratch}${name.replace(/\W/g, "-")}.mts`;

describe("snippets in TypeScript", () => {
  const errors = new Map<string, string[]>();

  beforeAll(async () => {
    for (const [name, { text }] of snippets) await writeFile(fileOf(name), text);
    await writeFile(fileOf("wrong"), WRONG);
    const program = ts.createProgram([...snippets.map(([name]) => fileOf(name)), fileOf("wrong")], {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
    });
    for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
      const name = file?.fileName ?? "";
      errors.set(name, [...(errors.get(name) ?? []), ts.flattenDiagnosticMessageText(messageText, "\n")]);
    }
  });

  it("are there", () => {
    expect(snippets.length).toBeGreaterThanOrEqual(2);
  });

  it.each(snippets)("%s type-checks, runs and prints what the page says", async (name, block) => {
    expect(errors.get(fileOf(name)) ?? []).toEqual([]);
    const { outputText } = ts.transpileModule(block.text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    const compiled = fileOf(name).replace(/\.mts$/, ".mjs");
    await writeFile(compiled, outputText);
    const { stdout } = await run(process.execPath, [compiled]);
    expect(stdout).toBe(block.next?.language === "text" ? `${block.next.text}\n` : "");
  });

  it("would be found wrong", () => {
    expect(errors.get(fileOf("wrong"))).toEqual([expect.stringContaining("'FieldNames'")]);
  });
});

describe("the lint set-up in the README", () => {
  const project = `${scratch}lint/`;
  const block = (language: string): string => {
    const found = blocksOf("README.md").find((one) => one.language === language);
    if (found === undefined) throw new Error(`README.md has no ${language} block`);
    return found.text;
  };
  const diff = block("diff").split("\n");
  const side = (sign: string): string =>
    `${diff
      .filter((line) => /^[+-]/.exec(line)?.[0] !== (sign === "+" ? "-" : "+"))
      .map((line) => line.slice(1))
      .join("\n")}\n`;

  beforeAll(async () => {
    await mkdir(project, { recursive: true });
    await writeFile(`${project}package.json`, '{ "type": "module" }');
    await writeFile(`${project}eslint.config.js`, block("js"));
    await writeFile(`${project}.oxlintrc.json`, block("json"));
    await writeFile(`${project}review-agent.ts`, side("-"));
  });

  it("finds it in oxlint", async () => {
    const oxlint = run("npx", ["--no-install", "oxlint", "-c", ".oxlintrc.json", "review-agent.ts"], { cwd: project });
    await expect(oxlint).rejects.toMatchObject({
      stdout: expect.stringContaining("handoff(no-raw-string-key)") as string,
    });
  });

  it("fixes in ESLint what the page shows, and then finds nothing more", async () => {
    const { stdout } = await run("npx", ["--no-install", "eslint", "--fix", "review-agent.ts"], { cwd: project });
    expect(stdout).toBe("");
    await expect(readFile(`${project}review-agent.ts`, "utf8")).resolves.toBe(side("+"));
  });
});

describe("commands", () => {
  /** Every command that a page gives, and the test that runs it. */
  const RUN_BY: Readonly<Record<string, string>> = {
    "npm ci && npm start": ".ci/run",
    "npm ci && npm test": ".ci/run",
    "npm start -- --redis redis://127.0.0.1:6379": "test/command-line.test.ts",
    "npm start -- --candles FILE.csv --symbol BTC/USDT": "test/command-line.test.ts",
    "npm start -- --partitions 8 --redis redis://127.0.0.1:6379": "test/cluster-command.test.ts",
    "npx handoff status": "test/looking-commands.test.ts",
    "npx handoff doctor": "test/looking-commands.test.ts",
    "npx handoff trace 7b0f6a3e-0d5c-4b69-9f57-6f1f6d3c2a10": "test/looking-commands.test.ts",
    "npx handoff dlq list": "test/looking-commands.test.ts",
    "npx handoff dlq replay-all --dry-run": "test/dead-letter-command.test.ts",
  };
  const given = of("sh").flatMap(([, { text }]) => text.split("\n"));

  it("are each run by a test that names them", () => {
    expect([...new Set(given)].sort()).toEqual(Object.keys(RUN_BY).sort());
    for (const [command, test] of Object.entries(RUN_BY)) expect(readPage(test), command).toContain(command);
  });
});

describe("links", () => {
  const links = pages().flatMap((page) =>
    [...readPage(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = ""]) => [page, target] as const)
      .filter(([, target]) => !/^\w+:/.test(target)),
  );

  it.each(links)("%s → %s", (page, target) => {
    expect(existsSync(posix.join(root, dirname(page), target))).toBe(true);
  });
});

describe("the recipes", () => {
  const named = [...readPage("CONTRIBUTING.md").matchAll(/`([\w./-]+\/[\w./-]*)`/g)].map(([, path = ""]) => path);

  it("name many places", () => {
    expect(named.length).toBeGreaterThan(15);
  });

  it.each([...new Set(named)])("%s exists", (path) => {
    expect(existsSync(`${root}${path}`)).toBe(true);
  });
});

describe("every block", () => {
  it("is in a language that something checks", () => {
    const unchecked = blocks.filter(
      ({ language, page }) =>
        !page.startsWith("docs/reference/") &&
        !["ts", "sh", "text", "js", "json", "diff", "mermaid"].includes(language),
    );
    expect(unchecked.map(({ page, line }) => `${page}:${String(line)}`)).toEqual([]);
  });
});
