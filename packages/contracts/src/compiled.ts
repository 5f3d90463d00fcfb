import { z } from "zod";

/** A schema compiled on first use: definitions are cheap to make and a service pays only for the events it handles. */
export function compileOnce<S extends z.ZodType>(schema: S): () => S {
  let compiled: S | undefined;
  return () => (compiled ??= z.compile(schema));
}
