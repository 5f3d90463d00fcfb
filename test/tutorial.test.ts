import { afterAll, beforeAll, describe, it } from "vitest";
import { PackedPackages } from "./fresh-project.js";
import { readPage, TUTORIAL } from "./markdown.js";
import { type RedisServer, startRedisServer } from "./setup/redis-server.js";
import { StandIns } from "./stand-ins.js";
import { walk } from "./walkthrough.js";

const packed = new PackedPackages(["contracts", "eslint-plugin", "runtime"]);
let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer({ args: ["--appendonly", "yes"] });
});
afterAll(async () => {
  packed.remove();
  await server.stop();
});

describe("the tutorial", () => {
  it("is right in every step", { timeout: 600_000 }, () => {
    const standIns = new StandIns({ "redis://127.0.0.1:6379": server.url });
    walk({ page: TUTORIAL, text: readPage(TUTORIAL), standIns }, packed);
  });
});
