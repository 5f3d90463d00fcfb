/** What a command ends with: 0 fine, 1 a finding, 2 it could not work. */
export type ExitCode = 0 | 1 | 2;

/** Where a command writes: the answer to standard output, everything else to standard error. */
export interface Output {
  /** A part of the answer, for a person. */
  answer(text: string): void;
  /** The whole answer, for a program: one JSON document. */
  json(value: unknown): void;
  /** A line that says how far long work has come; on a terminal it replaces the one before. */
  progress(text: string): void;
  /** Something a person should know that is not part of the answer. */
  notice(text: string): void;
}

type Sink = Pick<NodeJS.WriteStream, "write" | "isTTY">;

/** Output to two streams, by default those of the process. */
export function createOutput(stdout: Sink, stderr: Sink): Output {
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) stderr.write("\r\u001b[K");
    progressShown = false;
  };
  return {
    answer: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    json: (value) => {
      clear();
      stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    progress: (text) => {
      clear();
      stderr.write(stderr.isTTY ? text : `${text}\n`);
      progressShown = stderr.isTTY;
    },
    notice: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
  };
}

type Cell = string | number;

/** Rows as aligned columns; a column of numbers is aligned to the right, gaps (`-` or nothing) in it too. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const isGap = (cell: Cell | undefined): boolean => cell === "" || cell === "-";
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? "").length)),
  );
  const numeric = header.map(
    (_, column) =>
      rows.some((row) => typeof row[column] === "number") &&
      rows.every((row) => typeof row[column] === "number" || isGap(row[column])),
  );
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, column) =>
        numeric[column] === true
          ? String(cell).padStart(widths[column] ?? 0)
          : String(cell).padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)];
}
