import type { ExitCode, Output } from "@handoff/contracts/command-line";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { traceLineage } from "../../lineage.js";
import { lineageLines } from "../lineage-lines.js";
import { openRedis } from "../open-store.js";
import type { StoreOptions } from "./store-options.js";

/** `handoff trace <trace-id>`: exit code 1 where no hop with this id is kept. */
export async function trace(traceId: string, options: StoreOptions, output: Output): Promise<ExitCode> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(traceId)) {
    throw new HandoffError(
      HandoffErrorCode.OPTION_INVALID,
      `trace-id is ${JSON.stringify(traceId)}. Give a UUID, as the events' trace_id has it.`,
    );
  }
  const { store, close } = await openRedis(options);
  try {
    const lineage = await traceLineage(store, traceId.toLowerCase());
    if (lineage === undefined) {
      if (options.json) output.json(null);
      output.notice(
        `No hop with trace id ${traceId} is kept: it is unknown, still in work, or its retention has passed.`,
      );
      return 1;
    }
    if (options.json) output.json(lineage);
    else for (const line of lineageLines(lineage)) output.answer(line);
    return 0;
  } finally {
    await close();
  }
}
