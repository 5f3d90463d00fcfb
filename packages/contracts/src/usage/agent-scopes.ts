import type ts from "typescript";
import type { Project } from "./project.js";

/** The code of each agent: its class, and whatever of the project that refers to, directly or through others. */
export class AgentScopes {
  readonly #project: Project;
  readonly #files: ReadonlySet<ts.SourceFile>;
  readonly #classes = new Map<string, Set<ts.ClassLikeDeclaration>>();
  readonly #scopes = new Map<string, ReadonlySet<ts.Node>>();

  /** @param agents Names to look for. */
  constructor(project: Project, agents: ReadonlySet<string>) {
    this.#project = project;
    this.#files = new Set(project.files);
    for (const file of project.files) this.#findClasses(file, agents);
    const all = new Set<ts.Node>([...this.#classes.values()].flatMap((classes) => [...classes]));
    for (const [agent, classes] of this.#classes) this.#scopes.set(agent, this.#reachedFrom(classes, all));
  }

  /** Agents that a class of the project implements. */
  get implemented(): ReadonlySet<string> {
    return new Set(this.#classes.keys());
  }

  /** The agents whose code a node is. */
  of(node: ts.Node): readonly string[] {
    const found: string[] = [];
    for (const [agent, scope] of this.#scopes) {
      for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
        if (!scope.has(at)) continue;
        found.push(agent);
        break;
      }
    }
    return found;
  }

  /** An agent is a class whose `agentId` is a name in the topology: one that extends ours, or one written by hand. */
  #findClasses(node: ts.Node, agents: ReadonlySet<string>): void {
    const { ts: compiler, checker } = this.#project;
    if (compiler.isClassLike(node)) {
      const symbol = checker.getSymbolAtLocation(node.name ?? node);
      const type = symbol === undefined ? checker.getTypeAtLocation(node) : checker.getDeclaredTypeOfSymbol(symbol);
      const id = checker.getPropertyOfType(type, "agentId");
      const name = id === undefined ? undefined : checker.getTypeOfSymbol(id);
      if (name?.isStringLiteral() === true && agents.has(name.value)) {
        this.#classes.set(name.value, (this.#classes.get(name.value) ?? new Set()).add(node));
      }
    }
    compiler.forEachChild(node, (child) => this.#findClasses(child, agents));
  }

  #reachedFrom(own: ReadonlySet<ts.Node>, classes: ReadonlySet<ts.Node>): ReadonlySet<ts.Node> {
    const { ts: compiler } = this.#project;
    const reached = new Set<ts.Node>(own);
    const waiting = [...own];
    const visit = (node: ts.Node): void => {
      if (compiler.isIdentifier(node) || compiler.isPrivateIdentifier(node)) {
        for (const code of this.#codeOf(node)) {
          // What another agent does is its own.
          if (reached.has(code) || (classes.has(code) && !own.has(code))) continue;
          reached.add(code);
          waiting.push(code);
        }
      }
      compiler.forEachChild(node, visit);
    };
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) compiler.forEachChild(node, visit);
    return reached;
  }

  /** The functions, classes and values of the project that a name stands for. */
  #codeOf(name: ts.Node): readonly ts.Node[] {
    const { ts: compiler, checker } = this.#project;
    let symbol = checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & compiler.SymbolFlags.Alias) !== 0) {
      symbol = checker.getAliasedSymbol(symbol);
    }
    return (symbol?.declarations ?? []).filter(
      (node) =>
        this.#files.has(node.getSourceFile()) &&
        (compiler.isFunctionLike(node) ||
          compiler.isClassLike(node) ||
          compiler.isVariableDeclaration(node) ||
          compiler.isPropertyDeclaration(node) ||
          compiler.isPropertyAssignment(node)),
    );
  }
}
