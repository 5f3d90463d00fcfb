import { z } from "zod";

/** A schema compiled on first use: definitions are cheap to make and a service pays only for the events it handles. */
export function compileOnce<Output>(schema: z.ZodType<Output>): () => z.ZodType<Output> {
  let compiled: z.ZodType<Output> | undefined;
  return () => (compiled ??= z.compile(schema));
}
