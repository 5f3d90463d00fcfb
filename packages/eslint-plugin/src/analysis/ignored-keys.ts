/** A test for the keys that a rule's option `ignore` names by patterns; one that is no pattern is taken to the letter. */
export function ignoreTest(patterns: readonly string[]): (key: string) => boolean {
  const tests = patterns.map(toTest);
  return (key) => tests.some((test) => test(key));
}

function toTest(pattern: string): (key: string) => boolean {
  try {
    const expression = new RegExp(pattern, "u");
    return (key) => expression.test(key);
  } catch {
    return (key) => key === pattern;
  }
}
