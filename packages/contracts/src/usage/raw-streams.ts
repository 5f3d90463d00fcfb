import type ts from "typescript";
import type { Project } from "./project.js";

/** A stream that code adds to by hand. */
export interface RawAppend {
  readonly stream: string;
  readonly node: ts.Node;
}

/** Calls of `xadd` whose stream is a constant: what a hand-written agent publishes with. */
export function rawAppendsOf({ ts: compiler, checker, files }: Project): readonly RawAppend[] {
  const found: RawAppend[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isCallExpression(node) && compiler.isPropertyAccessExpression(node.expression)) {
      const [stream] = node.arguments;
      const type = stream === undefined ? undefined : checker.getTypeAtLocation(stream);
      if (/^xadd$/i.test(node.expression.name.text) && type?.isStringLiteral() === true) {
        found.push({ stream: type.value, node });
      }
    }
    compiler.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return found;
}
