import { FieldName, Stream } from "@handoff/contracts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ended, ended, HANDOFF, type RedisPart, redisPart } from "./command.js";
import { ContractsProject, LAB } from "./contracts-command.js";

const EVENTS_ONLY = 'export { result } from "../handoff.contracts.js";\n';

const project = new ContractsProject("own-topology");
beforeAll(() => project.write({ ...LAB, "src/events.ts": EVENTS_ONLY }));
afterAll(() => project.remove());

let part: RedisPart;
beforeEach(() => {
  part = redisPart();
});
afterEach(() => part.dispose());

const look = (args: readonly string[], folder = ""): Promise<Ended> =>
  ended(HANDOFF, [...args, ...part.options], { cwd: `${project.directory}${folder}` });

const createGroup = (): Promise<unknown> =>
  part.redis.xgroup("CREATE", `${part.keyPrefix}results`, "reviewing_agents", "$", "MKSTREAM");

/** Adds a result that was given up; yields the id of its dead letter. */
async function giveUp(): Promise<string> {
  const failed = { [FieldName.TYPE]: "result", [FieldName.DATA]: "{}", [FieldName.TRACE_ID]: "none" };
  const fields = {
    [FieldName.FAILED_EVENT]: JSON.stringify(failed),
    [FieldName.ERROR]: "no level",
    [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
    [FieldName.RETRY_COUNT]: "0",
    [FieldName.SOURCE_STREAM]: "results",
    [FieldName.CONSUMER_GROUP]: "reviewing_agents",
    [FieldName.ENTRY_ID]: "1774958400000-0",
    [FieldName.AGENT]: "Reviewer",
  };
  return (await part.redis.xadd(part.keyPrefix + Stream.DLQ_EVENTS, "*", ...Object.entries(fields).flat())) ?? "";
}

describe("a command that looks, where a project has contracts of its own", () => {
  it.each([
    ["status", "Group reviewing_agents of results does not exist"],
    ["streams", "Group reviewing_agents of results does not exist"],
    ["doctor --watch 0", "Group reviewing_agents of results does not exist"],
  ])("%s is about their streams", async (command, missing) => {
    const before = await look(command.split(" "));
    expect(before.code).toBe(1);
    expect(before.stdout + before.stderr).toContain(missing);
    expect(before.stdout + before.stderr).not.toContain(Stream.SIGNALS);
    await createGroup();
    const after = await look(command.split(" "));
    expect(after.stdout + after.stderr).not.toContain(missing);
  });

  it("replays their dead letters", async () => {
    await createGroup();
    const id = await giveUp();
    expect((await look(["dlq", "list"])).stdout).toContain("Reviewer");
    expect(await look(["dlq", "replay", id])).toMatchObject({ code: 0 });
    expect(await part.redis.xlen(`${part.keyPrefix}results`)).toBe(1);
  });

  it("takes the module by name from elsewhere, and the reference topology where none is named", async () => {
    const named = await look(["status", "--contracts", "../handoff.contracts.ts"], "/src");
    expect(named.stderr).toBe("Group reviewing_agents of results does not exist: no agent of it has run here.\n");
    expect((await look(["status"], "/src")).stderr).toContain("Group reasoning_agents of signals does not exist");
  });

  it("finds them in the folder src too", async () => {
    await project.add({ "service/src/handoff.contracts.ts": 'export * from "../../handoff.contracts.js";\n' });
    expect((await look(["status"], "/service")).stderr).toContain("Group reviewing_agents of results");
  });

  it.each([
    ["src/events.ts", "CONTRACTS_NOT_FOUND at src/events.ts: It exports events and no topology."],
    ["src/nothing.ts", "CONTRACTS_NOT_FOUND at src/nothing.ts: There is no such file."],
  ])("cannot work with --contracts %s", async (module, said) => {
    const { code, stderr } = await look(["status", "--contracts", module]);
    expect(code).toBe(2);
    expect(stderr).toContain(`handoff: ${said}`);
  });
});
