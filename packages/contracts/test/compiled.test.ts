import { expect, it } from "vitest";
import { z } from "zod";
import { compileOnce } from "../src/compiled.js";

it("compiles on first use, and once", () => {
  let reads = 0;
  const schema = z.object({
    get side() {
      reads++;
      return z.enum(["buy", "sell"]);
    },
  });
  const compiled = compileOnce(schema);
  expect(reads).toBe(0);
  expect(compiled()).toBe(compiled());
  expect(compiled().safeParse({ side: "buy" }).success).toBe(true);
  expect(compiled().safeParse({ side: "hold" }).success).toBe(false);
});
