import { afterAll, describe, expect, it } from "vitest";
import { PackedPackages } from "./fresh-project.js";
import { readPage, WALKTHROUGHS } from "./markdown.js";
import { walk } from "./walkthrough.js";

const packed = new PackedPackages(["contracts", "eslint-plugin"]);
afterAll(() => {
  packed.remove();
});

describe("a walkthrough", { timeout: 600_000 }, () => {
  it.each(WALKTHROUGHS)("%s is right in every step", (page) => {
    walk({ page, text: readPage(page) }, packed);
  });

  const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;
  const doing = (text: string) => () => {
    walk({ page: "x.md", text }, packed);
  };

  it("is refused if a command does not print what it says", () => {
    expect(doing(`${fence("sh", "echo done")}\n${fence("text", "nothing")}`)).toThrow(
      'echo done does not print "nothing"',
    );
  });

  it("is refused if a command fails", () => {
    expect(doing(fence("sh", "npx oxlint"))).toThrow("x.md:1: npx oxlint ended with");
    expect(doing(`${fence("sh", "false\necho done")}\n${fence("text", "done")}`)).toThrow("x.md:1: false ended with 1");
  });

  it("is refused if a command passes that is to be refused", () => {
    expect(doing(`The linter refuses it:\n\n${fence("sh", "false")}`)).not.toThrow();
    expect(doing(`The linter refuses it:\n\n${fence("sh", "true")}`)).toThrow("x.md:3: true ended with 0");
  });

  it("is refused if a file is not what it shows", () => {
    const text = `\`a.js\`:\n\n${fence("js", "1;")}\n\`a.js\` now holds:\n\n${fence("js", "2;")}`;
    expect(doing(text)).toThrow("x.md:9: a.js is\n1;");
  });

  it("is refused if what it changes is not there, or there twice", () => {
    const written = (content: string): string => `\`a.js\`:\n\n${fence("js", content)}\nChange \`a.js\`:\n\n`;
    const change = fence("diff", " // one\n-1;\n+2;");
    const now = `\n\`a.js\` now holds:\n\n${fence("js", "// one\n2;")}`;
    expect(doing(written("// one\n1;") + change + now)).not.toThrow();
    expect(doing(written("// one\n2;") + change)).toThrow("a.js has 0 of these places");
    expect(doing(written("// one\n1;\n// one\n1;") + change)).toThrow("a.js has 2 of these places");
  });

  it("is refused if it installs another version than it says", () => {
    expect(doing(fence("sh", "npm install zod@3"))).toThrow("zod@3 is 4.");
  });
});
