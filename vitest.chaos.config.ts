import { defineConfig } from "vitest/config";
import base from "./vitest.config.js";

/** `npm run chaos`: every stage in full, one after another, so that each has the machine to itself. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/chaos/**/*.chaos.ts"],
    typecheck: { enabled: false },
    fileParallelism: false,
    testTimeout: 600_000,
    reporters: ["verbose"],
  },
});
