import type { TSESTree } from "@typescript-eslint/utils";
import type { FileFacts } from "./file-facts.js";
import type { PayloadTypes, TypeVerdict } from "./payload-types.js";
import type { PayloadValue } from "./payload-value.js";
import type { Node } from "./syntax.js";

/** What an annotation says of a value, and the value it describes if that is a payload. */
export interface TypeValue {
  readonly verdict: TypeVerdict;
  readonly value?: PayloadValue;
}

/**
 * What the analyses of variables and of sinks ask about the expressions they meet. Where values come from and where
 * they go is one question asked in two directions, so each of them needs the other's answers.
 */
export interface PayloadJudge {
  readonly facts: FileFacts;
  readonly types: PayloadTypes;
  /** What an expression holds, if it holds a payload. */
  of(expression: Node): PayloadValue | undefined;
  /** The value that a type says it describes. */
  ofType(type: TSESTree.TypeNode | undefined): TypeValue;
}
