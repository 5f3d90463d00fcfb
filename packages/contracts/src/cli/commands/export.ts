import { readFile, writeFile } from "node:fs/promises";
import type { ContractSet } from "../../contract-set.js";
import {
  asyncApiDocument,
  type DocumentInfo,
  jsonSchemaBundle,
  type JsonObject,
  markdownReference,
  pythonModule,
  registrySetting,
} from "../../export/index.js";
import { ToolError, ToolErrorCode } from "../../tool-error.js";
import type { ExportForm } from "../export-forms.js";
import { loadContracts } from "../load-contracts.js";
import type { ContractOptions } from "../options.js";
import type { ExitCode, Output } from "../output.js";

export interface ExportOptions extends ContractOptions {
  readonly out?: string;
  /** Where code imports the registry from; for the form `registry`. */
  readonly module?: string;
  readonly name?: string;
}

/** `handoff-contracts export`: the form itself; with `--json`, a text is a member of a JSON document. */
export async function exportContracts(form: ExportForm, options: ExportOptions, output: Output): Promise<ExitCode> {
  const { out, json, contracts, module, name } = options;
  const place = { ...(module === undefined ? {} : { module }), ...(name === undefined ? {} : { name }) };
  if (form !== "registry" && Object.keys(place).length > 0) {
    throw new ToolError({
      code: ToolErrorCode.OPTION_INVALID,
      place: `--${Object.keys(place).join(", --")}`,
      what: `It says where the registry is, and ${form} does not tell.`,
      remedy: "Leave it out, or export registry.",
    });
  }
  const made = await WRITERS[form](await loadContracts(contracts), place);
  const text = typeof made === "string" ? made.trimEnd() : JSON.stringify(made, null, 2);
  if (out !== undefined) await write(out, `${text}\n`);
  if (out === undefined && json) output.json(typeof made === "string" ? { form, text } : made);
  else if (json) output.json({ form, file: out, bytes: Buffer.byteLength(text) + 1 });
  else if (out === undefined) output.answer(text);
  else output.notice(`Written: ${out}`);
  return 0;
}

type Writer = (
  contracts: ContractSet,
  place: Pick<ExportOptions, "module" | "name">,
) => JsonObject | string | Promise<JsonObject>;

const WRITERS: Readonly<Record<ExportForm, Writer>> = {
  "json-schema": jsonSchemaBundle,
  asyncapi: async (contracts) => asyncApiDocument(contracts, await packageInfo()),
  python: pythonModule,
  registry: registrySetting,
  markdown: markdownReference,
};

/** What the project in the working folder calls itself. */
async function packageInfo(): Promise<DocumentInfo> {
  const text = await readFile("package.json", "utf8").catch(() => "{}");
  const { name = "events", version = "0.0.0" } = JSON.parse(text) as { name?: string; version?: string };
  return { title: name, version };
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
