import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { RedisCertificates } from "../adapters/redis/redis-client.js";
import type { KeptRedisStoreOptions } from "../adapters/redis/redis-store-options.js";
import { HandoffError, HandoffErrorCode } from "../errors.js";

/** How a command gets to its Redis, as the command line says it. */
export interface RedisAccess {
  /** URL of a server; further ones are of the same cluster, asked where the first does not answer. */
  readonly redis: readonly string[];
  readonly keyPrefix: string;
  /** Files in PEM: who vouches for the server, and what this command shows of itself. */
  readonly redisCa?: string;
  readonly redisCert?: string;
  readonly redisKey?: string;
}

/** A command that cannot work says so within five seconds, its own start included; in milliseconds. */
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * What a store is opened with to get there.
 *
 * @throws {HandoffError} `OPTION_INVALID` for a file that is not what it should be, or a certificate without its key.
 */
export async function accessOptions({ redis, keyPrefix, ...files }: RedisAccess): Promise<KeptRedisStoreOptions> {
  const [url = "", ...seeds] = redis;
  const tls = await certificatesIn(files);
  return {
    url,
    keyPrefix,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    ...(seeds.length === 0 ? {} : { seeds }),
    ...(tls === undefined ? {} : { tls }),
  };
}

type CertificateFiles = Pick<RedisAccess, "redisCa" | "redisCert" | "redisKey">;

async function certificatesIn({
  redisCa,
  redisCert,
  redisKey,
}: CertificateFiles): Promise<RedisCertificates | undefined> {
  if ((redisCert === undefined) !== (redisKey === undefined)) {
    const [given, file, missing] = redisCert === undefined ? ["key", redisKey, "cert"] : ["cert", redisCert, "key"];
    throw invalid(`redis-${given}`, file, `and redis-${missing} is not given. Give both, or neither`);
  }
  const certificates = {
    ...(redisCa === undefined ? {} : { ca: await pemIn("redis-ca", redisCa, isCertificate) }),
    ...(redisCert === undefined ? {} : { cert: await pemIn("redis-cert", redisCert, isCertificate) }),
    ...(redisKey === undefined ? {} : { key: await pemIn("redis-key", redisKey, isKey) }),
  };
  const { cert, key } = certificates;
  if (cert !== undefined && key !== undefined && !isPair(cert, key)) {
    throw invalid(
      "redis-key",
      redisKey,
      `which is not the key of redis-cert ${JSON.stringify(redisCert)}. Give a pair`,
    );
  }
  return Object.keys(certificates).length === 0 ? undefined : certificates;
}

/** What a file is to hold, and how to see that it does. */
interface Pem {
  readonly what: string;
  readonly read: (pem: Buffer) => unknown;
}

const isCertificate: Pem = { what: "a certificate in PEM", read: (pem) => new X509Certificate(pem) };
const isKey: Pem = { what: "a private key in PEM without a passphrase", read: (pem) => createPrivateKey(pem) };

/** A client that was handed something else would only say that the server does not let it in. */
async function pemIn(option: string, file: string, { what, read }: Pem): Promise<Buffer> {
  const pem = await readFile(file).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    throw invalid(option, file, `which cannot be read (${code ?? message}). Give a file with ${what}`);
  });
  if (!succeeds(() => read(pem))) throw invalid(option, file, `which is not ${what}. Give a file that is`);
  return pem;
}

function isPair(cert: Buffer, key: Buffer): boolean {
  return succeeds(() => createSecureContext({ cert, key }));
}

function succeeds(step: () => unknown): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}

function invalid(option: string, value: string | undefined, problem: string): HandoffError {
  return new HandoffError(HandoffErrorCode.OPTION_INVALID, `${option} is ${JSON.stringify(value)}, ${problem}.`);
}
