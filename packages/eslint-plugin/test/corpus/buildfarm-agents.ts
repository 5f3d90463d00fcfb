// @ts-nocheck
import * as contracts from "@handoff/contracts";
import type { EventEnvelope as Envelope, EventData } from "@handoff/contracts";
import { Agent } from "@handoff/runtime";
import Fastify, { type FastifyRequest } from "fastify";
import { Farm } from "./streams.js";

// The contracts by a namespace: right, and wrong.
export function runnerOf(event: contracts.EventEnvelope) {
  const agent = event[contracts.FieldName.AGENT];
  return agent ?? event.source_agent; // expect: no-raw-string-key rawKey
}

// The type under another name.
export function startedAt(build: Envelope) {
  return build["timestamp"]; // expect: no-raw-string-key rawKey
}

// One hop of alias, a union, an intersection, a nullable.
type Build = Envelope;
export function commitOf(build: Build | null, extra: EventData & { readonly branch: string }) {
  if (build === null) return extra.symbol; // expect: no-raw-string-key rawKey
  return build.trace_id; // expect: no-raw-string-key rawKey
}

// A choice between a payload and something else is a payload.
export function dataOf(event: Envelope, fallback) {
  const chosen = event[contracts.FieldName.DATA] ?? fallback;
  const other = fallback.enabled ? fallback : chosen;
  return chosen["score"] + other.confidence; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A request of Fastify has its type; its body is whatever the route says.
export async function onPush(request: FastifyRequest<{ Body: PushEvent }>) {
  const event = request.body as PushEvent;
  return { ref: event["ref"], commits: event.commits.length, sender: event["sender"]["login"] };
}

// A promise of events, an iterator of them.
export async function drain(source: AsyncIterable<unknown>, last: Promise<Envelope>) {
  const event = await last;
  for await (const build of source) report(build.agent);
  return event.error; // expect: no-raw-string-key rawKey
}

// Static analysis of a build: an AST's nodes have types.
export function visit(node: Node) {
  const { type, data } = node;
  return type === "Literal" ? data["raw"] : node["source"];
}

// A generic worker whose payload is its own type parameter, bound to a shape of its own.
export class Worker<Job extends { readonly symbol: string }> {
  async run(data: Job, handle: (data: Job) => Promise<void>) {
    await handle(data);
    return data["symbol"];
  }
}

// An agent in an expression, and one without a name.
export const NightlyAgent = class extends Agent {
  async doWork(event) {
    return { [contracts.FieldName.SYMBOL]: event.data.symbol }; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  }
};
export default class extends Agent {
  doWork = async (event) => {
    this.queue.push(event["symbol"]); // expect: no-raw-string-key rawKey
  };
}

// A browser's agent string.
export class UserAgent {
  constructor(private readonly header: string) {}

  parse(): ParsedAgent {
    const [product, version] = this.header.split("/");
    return { type: product, agent: version, error: undefined };
  }
}

// Stage names of a pipeline that happen to be streams of ours.
export const stages = ["signals", "decisions", "executions", "grades"];
export const flows = { signals: ["reasoning_agents"], next: "decisions" };
