import fc from "fast-check";
import type { Sampler } from "../compatibility/containment.js";
import { plainest } from "../compatibility/examples.js";
import type { JsonValue } from "../compatibility/json-schema.js";
import type { Node } from "../compatibility/node.js";
import { ToolError } from "../tool-error.js";
import { jsonValues } from "./json-values.js";

/** Enough to meet each optional field and each variant many times. */
const COUNT = 200;

/** Makes payloads for the gate: the plainest and many others, the same at every run. */
export function payloadSampler({
  seed = 1,
  count = COUNT,
}: { readonly seed?: number; readonly count?: number } = {}): Sampler {
  const made = new Map<string, readonly JsonValue[]>();
  return (node) => {
    const known = made.get(node.key);
    if (known !== undefined) return known;
    const values = payloads(node, seed, count);
    made.set(node.key, values);
    return values;
  };
}

function payloads(node: Node, seed: number, count: number): readonly JsonValue[] {
  const plain = plainest(node);
  try {
    return [...(plain === undefined ? [] : [plain]), ...fc.sample(jsonValues(node), { numRuns: count, seed })];
  } catch (error) {
    if (error instanceof ToolError) return plain === undefined ? [] : [plain];
    throw error;
  }
}
