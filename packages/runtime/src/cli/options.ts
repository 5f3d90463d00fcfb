import type { ExitCode, Output } from "@handoff/contracts/command-line";
import { type Command, InvalidArgumentError, Option } from "commander";

/** Runs a command and ends the process with its exit code. */
export type Run = (command: (output: Output) => Promise<ExitCode>) => Promise<void>;

/** Where the commands that inspect look when nothing is said. */
const LOCAL_REDIS: readonly string[] = ["redis://127.0.0.1:6379"];

/** Of a cluster, any server may be named, and several for the case that one is away. */
const SEVERAL = "given again for further servers of a cluster, asked where the first does not answer";

/** The options of a command that looks into the streams of a Redis. */
export function onRedis(command: Command): Command {
  return withCertificates(
    command.addOption(urls(`the Redis that holds the streams; ${SEVERAL}`).default(LOCAL_REDIS, LOCAL_REDIS.join(" "))),
  )
    .option("--key-prefix <prefix>", "what stands before every key there", "")
    .option("--json", "print the answer as JSON", false);
}

/** The options of a command that can do without a Redis. */
export function perhapsOnRedis(command: Command): Command {
  return withCertificates(
    command.addOption(urls(`keep the streams in this Redis, for instance ${LOCAL_REDIS.join(" ")}; ${SEVERAL}`)),
  ).option("--key-prefix <prefix>", "put this before every key in Redis", "");
}

function urls(description: string): Option {
  return new Option("--redis <url>", description).argParser((url: string, before?: readonly string[]) =>
    before === undefined || before === LOCAL_REDIS ? [url] : [...before, url],
  );
}

function withCertificates(command: Command): Command {
  return command
    .option("--redis-ca <file>", "authority that vouches for a rediss:// server, in PEM, instead of the usual ones")
    .option("--redis-cert <file>", "certificate to show to a rediss:// server that asks for one, in PEM")
    .option("--redis-key <file>", "private key of that certificate, in PEM");
}

/** The options of a command that looks at the streams of a topology. */
export function onTopology(command: Command): Command {
  return onRedis(command).option(
    "--contracts <module>",
    "module that exports the topology (default: handoff.contracts.js, .mjs or .ts, here or in src; else the reference topology)",
  );
}

/** @throws {InvalidArgumentError} */
export function integer(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number from 0.");
  return Number(text);
}

/** @throws {InvalidArgumentError} */
export function positive(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text) || value === 0) throw new InvalidArgumentError("Give a number above 0.");
  return value;
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Milliseconds, from a duration such as `90s`, `15m`, `2h` or `7d`.
 *
 * @throws {InvalidArgumentError}
 */
export function duration(text: string): number {
  const ms = durationIn(text);
  if (ms === undefined) throw new InvalidArgumentError("Give a duration such as 90s, 15m, 2h or 7d.");
  return ms;
}

function durationIn(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/**
 * A time in milliseconds since the epoch, from an ISO 8601 time or from an age such as `90s`, `15m`, `2h` or `7d`.
 *
 * @throws {InvalidArgumentError}
 */
export function timeOrAge(text: string): number {
  const age = durationIn(text);
  if (age !== undefined) return Date.now() - age;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError("Give an ISO 8601 time, or an age such as 90s, 15m, 2h or 7d.");
  return time;
}
