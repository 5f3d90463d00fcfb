import { type Finding, FindingCode } from "../../ports/finding.js";
import type { ClockDifference, ServerFacts } from "./server-facts.js";

/** The oldest versions with every command that the runtime needs. */
const OLDEST = { Redis: [7, 0], Valkey: [7, 2] } as const;
/** Clocks that differ by less are fine: what rests on this machine's clock is for people. */
const SKEW_MS = 1_000;

/** What is wrong with a server's settings and clock; nothing where all is well. */
export function judgeServer({ info, clock }: ServerFacts): Finding[] {
  return [
    ...(info === undefined ? [unknown("version and settings", "INFO")] : judgeSettings(fieldsOf(info))),
    ...(clock === undefined ? [unknown("time", "TIME")] : judgeClock(clock)),
  ];
}

/** What is too old about the server, and what to run instead; a server that tells no version is given a chance. */
export function tooOld(info: string | undefined): string | undefined {
  const fields = fieldsOf(info ?? "");
  // Valkey gives 7.2.4 for Redis' version, whichever its own is.
  const valkey = fields.get("valkey_version");
  const product = valkey === undefined ? "Redis" : "Valkey";
  const version = valkey ?? fields.get("redis_version") ?? "";
  const [major = Number.NaN, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [oldestMajor, oldestMinor] = OLDEST[product];
  if (Number.isNaN(major) || major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  const { Redis, Valkey } = OLDEST;
  return `is ${product} ${version}. Run Redis ${Redis.join(".")} or later, or Valkey ${Valkey.join(".")} or later.`;
}

/** `name:value` lines. */
function fieldsOf(info: string): ReadonlyMap<string, string> {
  const pairs = info.split(/\r?\n/).map((line) => /^(\w+):(.*)$/.exec(line));
  return new Map(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? "", pair[2] ?? ""]])));
}

function judgeSettings(fields: ReadonlyMap<string, string>): Finding[] {
  const found: Finding[] = [];
  if (fields.get("aof_enabled") === "0") {
    found.push(
      fault(
        FindingCode.APPEND_ONLY_OFF,
        "AOF is off: a restart of the server loses events that it had acknowledged.",
        "Set appendonly yes, in the server's configuration file or by CONFIG SET and CONFIG REWRITE.",
      ),
    );
  } else if (fields.get("aof_last_write_status") === "err") {
    found.push(
      fault(
        FindingCode.APPEND_ONLY_FAILING,
        "The server cannot write its AOF: a restart loses what it acknowledges now.",
        "See its log; most often the disk is full.",
      ),
    );
  } else if (Number(fields.get("aof_delayed_fsync")) > 0) {
    found.push(
      fault(
        FindingCode.APPEND_ONLY_DELAYED,
        `The disk kept the server from writing its AOF for two seconds, ${fields.get("aof_delayed_fsync") ?? ""} times: it answers before it writes meanwhile, and a kill loses what it answered.`,
        "Give it a faster disk, or set appendfsync always; CONFIG RESETSTAT counts anew.",
      ),
    );
  }
  const policy = fields.get("maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") {
    const when =
      fields.get("maxmemory") === "0" ? "once it is given a maxmemory and that is full" : "when memory is full";
    found.push(
      fault(
        FindingCode.EVICTION,
        `maxmemory-policy is ${policy}: the server may drop whole streams ${when}.`,
        "Set maxmemory-policy noeviction: a full server then refuses, and agents wait.",
      ),
    );
  }
  return found;
}

function judgeClock({ aheadMs, withinMs }: ClockDifference): Finding[] {
  if (Math.abs(aheadMs) - withinMs <= SKEW_MS) return [];
  const seconds = (Math.abs(aheadMs) / 1_000).toFixed(1);
  return [
    fault(
      FindingCode.CLOCK_SKEW,
      `The server's clock is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} this machine's: latencies and ages are off by that.`,
      "Let both keep time by NTP.",
    ),
  ];
}

function fault(code: FindingCode, what: string, remedy: string): Finding {
  return { code, severity: "fault", subject: "server", what, remedy };
}

function unknown(of: string, command: string): Finding {
  return {
    code: FindingCode.SETTINGS_UNKNOWN,
    severity: "unknown",
    subject: "server",
    what: `The server does not let this user ask for its ${of} (${command}).`,
    remedy: `Allow the user +${command.toLowerCase()}, or look by other means.`,
  };
}
