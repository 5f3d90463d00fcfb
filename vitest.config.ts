import { defineConfig } from "vitest/config";

// Sources run through the packages' own export maps, so tests import what users import without a build.
const conditions = ["@handoff/source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ["test/setup/redis.ts", "test/setup/python.ts", "test/setup/nodes.ts", "test/setup/tools.ts"],
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    typecheck: {
      enabled: true,
      include: ["packages/*/test/**/*.test-d.ts"],
      tsconfig: "tsconfig.test.json",
    },
    reporters:
      process.env["CI"] === undefined ? ["default"] : ["default", ["json", { outputFile: ".cache/vitest.json" }]],
    // By default one core is left idle: most of these tests wait for processes and servers of their own.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
