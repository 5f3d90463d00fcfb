import type { Redis } from "ioredis";
import { ToolError, ToolErrorCode } from "../tool-error.js";
import type { EntrySource, SourceEntry } from "./entry-source.js";

const TIMEOUT_MS = 5_000;

/**
 * The streams of a Redis, by commands that only read: TYPE, XLEN, XRANGE, XREVRANGE. A user with no other rights suffices.
 *
 * @param url `redis://` or `rediss://`; a password in it is never part of an error.
 * @throws {ToolError} `OPTION_INVALID` for a bad URL, `PACKAGE_MISSING` without ioredis, `REDIS_UNAVAILABLE`.
 */
export async function openRedisSource(url: string): Promise<EntrySource> {
  const place = placeOf(url);
  const client = await connected(url, place);
  const asked = async <T>(reply: Promise<T>): Promise<T> => reply.catch((error: unknown) => refuse(place, error));
  return {
    typeOf: (stream) => asked(client.type(stream)),
    lengthOf: (stream) => asked(client.xlen(stream)),
    newest: async (stream) => {
      const [entry] = await asked(client.xrevrange(stream, "+", "-", "COUNT", 1));
      return entry === undefined ? undefined : entryOf(entry);
    },
    read: async (stream, from, count) =>
      (await asked(client.xrange(stream, from, "+", "COUNT", count))).map((entry) => entryOf(entry)),
    close: () => {
      client.disconnect();
    },
  };
}

async function connected(url: string, place: string): Promise<Redis> {
  const { Redis } = await import("ioredis").catch((error: unknown) => {
    throw new ToolError(
      {
        code: ToolErrorCode.PACKAGE_MISSING,
        place: "ioredis",
        what: "A scan reads Redis through it, and it is not installed.",
        remedy: "Run: npm install --save-dev ioredis",
      },
      { cause: error },
    );
  });
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // Neither INFO nor CLIENT nor HELLO: a user who may only read streams may do none of them.
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    replyMapping: "legacy",
  });
  let cause: unknown;
  client.on("error", (error) => (cause = error));
  await client.connect().catch((error: unknown) => {
    client.disconnect();
    refuse(place, cause ?? error);
  });
  return client;
}

/** Host and port of a URL: all of it that may be shown. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^rediss?:$/.test(parsed.protocol) && parsed.hostname !== "") {
    return `${parsed.hostname}:${parsed.port === "" ? "6379" : parsed.port}`;
  }
  throw new ToolError({
    code: ToolErrorCode.OPTION_INVALID,
    place: "--redis",
    what: "This is no URL of a Redis.",
    remedy: "Give one such as redis://127.0.0.1:6379, with user and password before an @ where they are needed.",
  });
}

/** What Redis says may quote what it was told; its first word is a code, and that is all that is shown. */
function refuse(place: string, error: unknown): never {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  const said = typeof code === "string" ? code : (/^[A-Z]+(?= )/.exec(String(message))?.[0] ?? "no answer");
  const isRefusal = /^(NOAUTH|WRONGPASS|NOPERM)$/.test(said);
  throw new ToolError(
    {
      code: ToolErrorCode.REDIS_UNAVAILABLE,
      place,
      what: isRefusal ? `Redis refuses it (${said}).` : `Redis does not answer (${said}).`,
      remedy: isRefusal
        ? "Give a user and password that may call TYPE, XLEN, XRANGE and XREVRANGE on these streams."
        : "Start it, or correct the URL.",
    },
    { cause: error },
  );
}

function entryOf([id, flat]: readonly [string, readonly string[]]): SourceEntry {
  const fields: Record<string, string> = {};
  for (let index = 0; index < flat.length; index += 2) {
    // A field may be called __proto__.
    Object.defineProperty(fields, flat[index] ?? "", {
      value: flat[index + 1] ?? "",
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return { id, fields };
}
