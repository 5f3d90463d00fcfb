import * as contracts from "@handoff/contracts";
import { checkCompatibility, readSnapshots } from "@handoff/contracts/compatibility";
import { payloadSampler } from "@handoff/contracts/test-data";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const { agentResult, grade, referenceTopology, tradeExecution, tradingDecision, tradingSignal } = contracts;

it("our own events agree with every snapshot that was committed", async () => {
  const events = [agentResult, grade, tradeExecution, tradingDecision, tradingSignal];
  const exported = Object.values(contracts).filter((value) => typeof value === "object" && "writeSchema" in value);
  expect(new Set(exported)).toEqual(new Set(events));
  const committed = await readSnapshots(fileURLToPath(new URL("../../snapshots", import.meta.url)));
  expect(checkCompatibility({ events, topology: referenceTopology }, committed, { sampler: payloadSampler() })).toEqual(
    [],
  );
});
