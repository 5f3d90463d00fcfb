import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { redacted, type RedisTarget } from "./redis-url.js";

/*
 * The only place that looks into the text of errors. A server says what is wrong with the first word of its reply, a
 * client with names and codes.
 */

/** What went wrong, as far as it makes a difference to what is done about it. */
export type RedisFault =
  /** The connection broke, or was silent for too long: whether the command was carried out is unknown. */
  | "lost"
  /** The server is none that takes writes: another one is, or will be, behind the address. */
  | "replica"
  /** In a cluster, another server has the keys, or none has: this one has done nothing. */
  | "elsewhere"
  /** The server is loading, at a long script, or moving the keys to another one: it has done nothing, and will soon. */
  | "busy"
  | "group_missing"
  /** The stream or group that a read was waiting for has vanished. */
  | "unblocked"
  | "script_missing"
  | "wrong_type"
  /** The credentials are wrong, missing or not good enough. */
  | "denied"
  | "out_of_memory"
  /** The server was asked about its cluster, and is on its own. */
  | "no_cluster"
  /** One side of TLS does not trust the other. */
  | "untrusted"
  /** Any other refusal by the server. */
  | "refused"
  /** No fault of the store: a request that it is not sent, or a bug. */
  | "foreign";

const FAULT_BY_WORD: Readonly<Record<string, RedisFault>> = {
  READONLY: "replica",
  MASTERDOWN: "replica",
  LOADING: "busy",
  BUSY: "busy",
  TRYAGAIN: "busy",
  ASK: "busy",
  MOVED: "elsewhere",
  CLUSTERDOWN: "elsewhere",
  NOGROUP: "group_missing",
  UNBLOCKED: "unblocked",
  NOSCRIPT: "script_missing",
  WRONGTYPE: "wrong_type",
  NOAUTH: "denied",
  WRONGPASS: "denied",
  NOPERM: "denied",
  OOM: "out_of_memory",
};

/** What a server says without a word of its own for it. */
const FAULT_BY_SENTENCE: readonly (readonly [RegExp, RedisFault])[] = [
  [/^ERR (The user executing the script|ACL failure in script)/, "denied"],
  [/^ERR Script attempted to access a non local key in a cluster node/, "busy"],
  [/^ERR Script attempted to execute a write command while the cluster is down/, "elsewhere"],
  [/^ERR This instance has cluster support disabled/, "no_cluster"],
];

/** Codes of what a certificate can be refused for, by either side. */
const UNTRUSTED = /CERT|UNKNOWN_CA|^UNABLE_TO_/;

/** Nothing came back in time, on a connection that says it is fine. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";

  constructor(ms: number) {
    super(`no reply within ${ms} ms`);
  }
}

/** The server behind an address is a replica. */
export class ReplicaError extends Error {
  override readonly name = "ReplicaError";

  constructor() {
    super("it is a replica");
  }
}

/** Nobody in the cluster has what belongs to a slot. */
export class UncoveredSlotError extends Error {
  override readonly name = "UncoveredSlotError";

  constructor(slot: number) {
    super(`slot ${slot} has no server`);
  }
}

export function faultOf(error: unknown): RedisFault {
  // Ours were found out here, before anything was sent.
  if (!(error instanceof Error) || error instanceof HandoffError) return "foreign";
  switch (error.name) {
    case "ReplyError": {
      const [, fault] = FAULT_BY_SENTENCE.find(([sentence]) => sentence.test(error.message)) ?? [];
      if (fault !== undefined) return fault;
      const [word = ""] = error.message.split(" ");
      return FAULT_BY_WORD[word] ?? "refused";
    }
    case "SilenceError":
    case "AbortError":
    case "MaxRetriesPerRequestError":
      return "lost";
    case "ReplicaError":
      return "replica";
    case "UncoveredSlotError":
      return "elsewhere";
    default:
      if ("code" in error && UNTRUSTED.test(String(error.code))) return "untrusted";
      // The system's own errors have a code (ECONNRESET, ENOTFOUND, certificate errors); the client's has only a text.
      return "code" in error || error.message === "Connection is closed." ? "lost" : "foreign";
  }
}

/** The failure for whoever called the store; `subject` says what it was about, for instance a stream. */
export function storeError(error: unknown, target: RedisTarget, subject: string): HandoffError {
  const { code, sentence } = verdictOf(faultOf(error), target.display, subject);
  const text = redacted(error instanceof Error ? error.message : String(error), target);
  // A reply error of the client carries its command, and that may be the one with the password.
  return new HandoffError(code, sentence(text), { cause: new Error(text) });
}

interface Verdict {
  readonly code: HandoffErrorCode;
  readonly sentence: (text: string) => string;
}

function verdictOf(fault: RedisFault, url: string, subject: string): Verdict {
  const { STORE_UNAVAILABLE, STORE_WRONG_TYPE } = HandoffErrorCode;
  const unavailable = (sentence: Verdict["sentence"]): Verdict => ({ code: STORE_UNAVAILABLE, sentence });
  switch (fault) {
    case "wrong_type":
      return {
        code: STORE_WRONG_TYPE,
        sentence: (text) => `a key of ${subject} holds something else (${text}). Rename or delete it, then try again.`,
      };
    case "denied":
      return unavailable((text) => `${url} denies access (${text}). Give the URL a user and password that may.`);
    case "replica":
      return unavailable((text) => `${url} takes no writes (${text}). Give the URL of the primary.`);
    case "elsewhere":
      return unavailable(
        (text) =>
          `${url} belongs to a cluster that does not serve all keys now (${text}). Bring its servers back, or see redis-cli --cluster check.`,
      );
    case "out_of_memory":
      return unavailable((text) => `${url} is out of memory (${text}). Free some, or raise its maxmemory.`);
    case "busy":
      return unavailable((text) => `${url} is busy (${text}). Try again.`);
    case "untrusted":
      return unavailable(
        (text) =>
          `${url} and this process do not trust each other (${text}). Give the certificate of its authority and, where it asks for one, this process's own (the option tls, or NODE_EXTRA_CA_CERTS).`,
      );
    case "lost":
      return unavailable(
        (text) => `${url} cannot be reached (${text}). See that Redis runs there, or give another URL.`,
      );
    case "group_missing":
    case "unblocked":
    case "script_missing":
    case "no_cluster":
    case "refused":
    case "foreign":
      return unavailable((text) => `${url} refused to work on ${subject} (${text}). See the log of the server.`);
  }
}

/** For what is called on a store that was closed. */
export function closedError(): HandoffError {
  return new HandoffError(HandoffErrorCode.STORE_UNAVAILABLE, "the store is closed. Open another one.");
}
