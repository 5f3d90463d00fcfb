import type { ContractSet } from "../../contract-set.js";
import { openRedisSource, scanStream, type StreamDrift } from "../../scan/index.js";
import { ToolError, ToolErrorCode } from "../../tool-error.js";
import { loadContracts } from "../load-contracts.js";
import type { ContractOptions } from "../options.js";
import { type ExitCode, type Output, table } from "../output.js";

export interface ScanCommandOptions extends ContractOptions {
  readonly all: boolean;
  readonly redis: string;
  readonly keyPrefix: string;
  readonly sample: number;
  readonly whole: boolean;
}

/** `handoff-contracts scan`: exit code 1 where an entry departs from its contract. */
export async function scan(named: readonly string[], options: ScanCommandOptions, output: Output): Promise<ExitCode> {
  const contracts = await loadContracts(options.contracts);
  const streams = options.all ? everyStream(contracts) : named;
  if (streams.length === 0) {
    throw new ToolError({
      code: ToolErrorCode.OPTION_INVALID,
      place: "scan",
      what: "No stream is named.",
      remedy: "Name some, or give --all for those of the topology.",
    });
  }
  const source = await openRedisSource(options.redis);
  try {
    const reports: StreamDrift[] = [];
    for (const stream of streams) {
      const key = `${options.keyPrefix}${stream}`;
      if (options.all && (await source.typeOf(key)) === "none") {
        output.notice(`${stream}: nothing there yet.`);
        continue;
      }
      const progress = tellProgress(stream, output);
      const sample = options.whole ? {} : { sample: options.sample };
      reports.push(await scanStream(source, { stream, key, contracts }, { ...sample, progress }));
    }
    if (options.json) output.json({ streams: reports });
    else for (const report of reports) output.answer(textOf(report));
    return reports.some(({ findings }) => findings.length > 0) ? 1 : 0;
  } finally {
    source.close();
  }
}

function everyStream({ topology }: ContractSet): readonly string[] {
  return topology === undefined ? [] : [...Object.keys(topology.streams), topology.deadLetterStream];
}

/** A line a tenth of the way. */
function tellProgress(stream: string, output: Output): (read: number, total: number) => void {
  let shown = 0;
  return (read, total) => {
    const tenth = Math.floor((read * 10) / total);
    if (tenth === shown) return;
    shown = tenth;
    output.progress(`${stream}: ${String(read)} of ${String(total)} entries`);
  };
}

function textOf({ stream, length, read, whole, types, findings }: StreamDrift): string {
  const extent = whole
    ? `all ${String(read)} entries`
    : `${String(read)} of ${String(length)} entries, spread over the stream`;
  const lines = [`${stream}: ${extent}`, ""];
  const shares = types.map(({ type, entries, meet, share }) => [type, entries, meet, percent(share)]);
  if (shares.length > 0) lines.push(...table(["type", "entries", "meet", "share"], shares), "");
  const rows = findings.map(({ type, kind, path, entries, share, firstIds }) => [
    type === "" ? "-" : type,
    kind.replace("_", " "),
    path === "" ? "-" : path,
    entries,
    percent(share),
    firstIds.join(" "),
  ]);
  if (rows.length === 0) lines.push("Every entry meets its contract.", "");
  else lines.push(...table(["type", "what", "field", "entries", "share", "first entries"], rows), "");
  return lines.join("\n");
}

/** Never 100 % while something is missing, nor 0 % while something is there. */
function percent(share: number): string {
  const rounded = Math.round(share * 1_000) / 10;
  const shown = share < 1 && rounded === 100 ? 99.9 : share > 0 && rounded === 0 ? 0.1 : rounded;
  return `${String(shown)} %`;
}
