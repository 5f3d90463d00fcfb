import { describe, expect, it } from "vitest";

interface Report {
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[];
}
const { countTests } = (await import(new URL("../scripts/test-report.js", import.meta.url).href)) as {
  countTests(report: Report | undefined): { passed: number; failed: number; problems: string[] };
};
const { generateDocs, readRepositoryFile, staleDocs } = (await import(
  new URL("../scripts/generated-docs.js", import.meta.url).href
)) as {
  generateDocs(read: (path: string) => Promise<string>): Promise<Map<string, string>>;
  staleDocs(pages: ReadonlyMap<string, string>, read: (path: string) => Promise<string>): Promise<string[]>;
  readRepositoryFile(path: string): Promise<string>;
};

const report = (...tests: readonly (readonly [name: string, status: string])[]): Report => ({
  testResults: [
    {
      name: "some.test.ts",
      status: "passed",
      assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
    },
  ],
});

describe("the count of tests", () => {
  it("counts what passed and what failed", () => {
    expect(countTests(report(["a", "passed"], ["b", "failed"]))).toEqual({
      passed: 1,
      failed: 1,
      problems: ["b: failed."],
    });
  });

  it("takes a skipped test for a failed one", () => {
    expect(countTests(report(["redis is waited out", "skipped"]))).toMatchObject({ passed: 0, failed: 1 });
  });

  it("lets only a test skip that says it needs the shared market data", () => {
    const { passed, failed } = countTests(report(["the chain (needs the shared market data)", "skipped"]));
    expect({ passed, failed }).toEqual({ passed: 0, failed: 0 });
  });

  it.each([undefined, { testResults: [] }, report()])("takes a run without tests for a failure", (nothing) => {
    expect(countTests(nothing).failed).toBeGreaterThan(0);
  });
});

describe("the generated documentation", () => {
  it("is up to date", async () => {
    const pages = await generateDocs(readRepositoryFile);
    expect(await staleDocs(pages, readRepositoryFile)).toEqual([]);
  });

  it("is found stale when a page was edited by hand or is missing", async () => {
    const pages = await generateDocs(readRepositoryFile);
    const edited = async (path: string): Promise<string> => {
      if (path === "docs/reference/topology.md") throw new Error("no such file");
      const text = await readRepositoryFile(path);
      return path === "docs/reference/fields.md" ? text.replace("BTC/USD", "BTC/EUR") : text;
    };
    expect(await staleDocs(pages, edited)).toEqual(["docs/reference/fields.md", "docs/reference/topology.md"]);
  });

  it("has a row for every field and every event", async () => {
    const pages = await generateDocs(readRepositoryFile);
    const source = await readRepositoryFile("packages/contracts/src/field-name.ts");
    const constants = [...source.matchAll(/^export const (\w+)/gm)].map(([, name = ""]) => name);
    expect(constants.length).toBeGreaterThan(60);
    for (const name of constants) expect(pages.get("docs/reference/fields.md")).toContain(`| \`${name}\` `);
    for (const type of ["trading_signal", "trading_decision", "trade_execution", "grade", "agent_result"]) {
      expect(pages.get("docs/reference/events.md")).toContain(`## \`${type}\``);
    }
  });
});
