import { RuleTester } from "@typescript-eslint/rule-tester";
import { afterAll, describe, it } from "vitest";

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

/** A rule as the tester takes it: it brings its own copy of the types of rules. */
export function testable(rule: unknown): never {
  return rule as never;
}

export { RuleTester };
