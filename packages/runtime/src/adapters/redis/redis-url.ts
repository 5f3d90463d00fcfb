import { HandoffError, HandoffErrorCode } from "../../errors.js";

/** Where a Redis is and how to get in. */
export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** The URL without credentials, for people to read. */
  readonly display: string;
}

const DEFAULT_PORT = 6379;

/**
 * Reads `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS.
 *
 * @throws {HandoffError} `OPTION_INVALID`, without the credentials.
 */
export function parseRedisUrl(text: string): RedisTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = /^\/?(\d*)$/.exec(url?.pathname ?? "")?.[1];
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "" || database === undefined) {
    throw malformed(text, "redis://[user:password@]host[:port][/database], or rediss:// for TLS");
  }
  // A client that takes options from the query would let a URL switch off what the delivery guarantee rests on.
  if (url.search !== "" || url.hash !== "") throw malformed(text, "a URL without query and fragment");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    database: Number(database),
    tls: url.protocol === "rediss:",
    ...(url.username === "" ? {} : { username: decoded(url.username, text) }),
    ...(url.password === "" ? {} : { password: decoded(url.password, text) }),
    display: withoutCredentials(text),
  };
}

/** Another server that is got into in the same way: one of the same cluster. */
export function besides(target: RedisTarget, host: string, port: number): RedisTarget {
  const scheme = target.tls ? "rediss" : "redis";
  return { ...target, host, port, display: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}` };
}

/** The text without credentials of any kind from what these targets hold. */
export function redacted(text: string, { username, password }: RedisTarget): string {
  return [password, username]
    .filter((secret) => secret !== undefined)
    .reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

function decoded(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(url, "a URL whose user and password are percent-encoded");
  }
}

/** Everything up to the last @ can be a credential: passwords hold slashes, colons and more when not encoded. */
function withoutCredentials(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@/s, "$1").replace(/[?#].*$/s, "");
}

function malformed(url: string, expected: string): HandoffError {
  return new HandoffError(
    HandoffErrorCode.OPTION_INVALID,
    `url is ${JSON.stringify(withoutCredentials(url))} (credentials left out). Give ${expected}.`,
  );
}
