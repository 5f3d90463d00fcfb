import { afterAll, describe, expect, it } from "vitest";
import { PackedPackages } from "./fresh-project.js";
import { readPage, WALKTHROUGHS } from "./markdown.js";
import { walk } from "./walkthrough.js";

const packed = new PackedPackages(["contracts", "eslint-plugin"]);
afterAll(() => {
  packed.remove();
});

describe("a walkthrough", { timeout: 300_000 }, () => {
  it.each(WALKTHROUGHS)("%s is right in every step", (page) => {
    walk({ page, text: readPage(page) }, packed);
  });

  const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

  it("is refused if a command does not print what it says", () => {
    const text = `${fence("sh", "echo done")}\n${fence("text", "nothing")}`;
    expect(() => {
      walk({ page: "x.md", text }, packed);
    }).toThrow('echo done does not print "nothing"');
  });

  it("is refused if a command fails", () => {
    expect(() => {
      walk({ page: "x.md", text: fence("sh", "npx oxlint") }, packed);
    }).toThrow("x.md:1: npx oxlint ended with");
  });

  it("is refused if a file is not what it shows", () => {
    const text = `\`a.js\`:\n\n${fence("js", "1;")}\n\`a.js\` now holds:\n\n${fence("js", "2;")}`;
    expect(() => {
      walk({ page: "x.md", text }, packed);
    }).toThrow("x.md:9: a.js is\n1;");
  });
});
