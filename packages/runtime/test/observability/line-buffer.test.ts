import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { LineBuffer } from "../../src/observability/line-buffer.js";

function buffered(): { buffer: LineBuffer; written: string[] } {
  const written: string[] = [];
  return { written, buffer: new LineBuffer({ write: (text) => void written.push(text) }) };
}

describe("a buffer of lines", () => {
  it("passes the lines of a turn on together, in their order, without being asked", async () => {
    const { buffer, written } = buffered();
    for (const line of ["a\n", "b\n"]) buffer.write(line);
    expect(written).toEqual([]);
    await setImmediate();
    await setImmediate();
    buffer.write("c\n");
    await setImmediate();
    await setImmediate();
    expect(written).toEqual(["a\nb\n", "c\n"]);
  });

  it("does not wait for the end of a turn with many lines", () => {
    const { buffer, written } = buffered();
    for (let line = 0; line < 1_000; line++) buffer.write(`${"x".repeat(99)}\n`);
    expect(written.length).toBeGreaterThan(4);
    buffer.flush();
    expect(written.join("")).toHaveLength(100_000);
  });

  it("passes nothing on twice, and nothing where there is nothing", () => {
    const { buffer, written } = buffered();
    buffer.write("a\n");
    buffer.flush();
    buffer.flush();
    expect(written).toEqual(["a\n"]);
  });
});
