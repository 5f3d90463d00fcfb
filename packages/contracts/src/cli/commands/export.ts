import { writeFile } from "node:fs/promises";
import type { ContractSet } from "../../contract-set.js";
import { jsonSchemaBundle } from "../../export/json-schema.js";
import { ToolError, ToolErrorCode } from "../../tool-error.js";
import type { ExportForm } from "../export-forms.js";
import { loadContracts } from "../load-contracts.js";
import type { ContractOptions } from "../options.js";
import type { ExitCode, Output } from "../output.js";

export interface ExportOptions extends ContractOptions {
  readonly out?: string;
}

const WRITERS: Readonly<Record<ExportForm, (contracts: ContractSet) => string>> = {
  "json-schema": (contracts) => JSON.stringify(jsonSchemaBundle(contracts), null, 2),
};

/** `handoff-contracts export`: the form itself on standard output; with `--json` what was written, and how large. */
export async function exportContracts(form: ExportForm, options: ExportOptions, output: Output): Promise<ExitCode> {
  const text = WRITERS[form](await loadContracts(options.contracts));
  const { out, json } = options;
  if (out !== undefined) await write(out, `${text}\n`);
  if (json) output.json(out === undefined ? { form, text } : { form, file: out, bytes: Buffer.byteLength(text) + 1 });
  else if (out === undefined) output.answer(text);
  else output.notice(`Written: ${out}`);
  return 0;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new ToolError(
      {
        code: ToolErrorCode.FILE_UNWRITABLE,
        place: file,
        what: error instanceof Error ? `${error.message}.` : String(error),
        remedy: "Make its folder, or name another file.",
      },
      { cause: error },
    );
  }
}
