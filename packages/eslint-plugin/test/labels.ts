import { readdirSync, readFileSync } from "node:fs";

/** A labelled case: a file, and what must be found in it. */
export interface LabelledCase {
  readonly name: string;
  readonly text: string;
  /** `<line> <rule> <messageId>`, sorted; `messageId` may be empty. */
  readonly expected: readonly string[];
  /** The shared settings that the file is linted with. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const CORPUS = new URL("corpus/", import.meta.url);
/** Files of projects that have registries of their own, and what each project's settings say of them. */
const OWN_REGISTRY_CORPUS = new URL("corpus-own-registry/", import.meta.url);

/** The labels of a text: `// expect: <rule> [messageId], …` at the end of the line where the problem starts. */
export function labelsOf(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) => {
      const [, labels] = /\/\/ expect: (.+)$/.exec(line) ?? [];
      return (labels?.split(",") ?? []).map((label) => `${index + 1} ${label.trim()}`);
    })
    .sort();
}

/** Every labelled file. */
export function corpus(): LabelledCase[] {
  const settings = JSON.parse(readFileSync(new URL("settings.json", OWN_REGISTRY_CORPUS), "utf8")) as Partial<
    Record<string, unknown>
  >;
  return [
    ...casesIn(CORPUS, () => ({})),
    ...casesIn(OWN_REGISTRY_CORPUS, (name) => {
      const handoff = settings[name];
      if (handoff === undefined) throw new Error(`settings.json does not say what registry ${name} has.`);
      return { handoff };
    }),
  ];
}

function casesIn(directory: URL, settingsOf: (name: string) => LabelledCase["settings"]): LabelledCase[] {
  return readdirSync(directory)
    .filter((name) => /\.[cm]?tsx?$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, directory), "utf8");
      return { name, text, expected: labelsOf(text), settings: settingsOf(name) };
    });
}
