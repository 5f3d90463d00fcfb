import { setImmediate } from "node:timers/promises";
import { Redis } from "ioredis";
import { faultOf, ReplicaError, SilenceError } from "./redis-errors.js";
import type { RedisTarget } from "./redis-url.js";

/** Certificates for TLS, in PEM. */
export interface RedisCertificates {
  /** Authorities to trust instead of Node's; for all of a process, NODE_EXTRA_CA_CERTS names a file of further ones. */
  readonly ca?: string | Buffer;
  /** This client's own certificate and key, where the server asks for them. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

export interface ClientOptions {
  readonly target: RedisTarget;
  readonly certificates: RedisCertificates;
  /** What CLIENT LIST shows, for operators. */
  readonly name: string;
  readonly connectTimeoutMs: number;
  /** Whether a replica will do, which takes no writes (default no). */
  readonly orReplica?: boolean;
}

/** How long a socket may take to say goodbye before it is destroyed. */
const FAREWELL_MS = 100;

/**
 * The only place where clients are made: connected, let in, and to a server that takes writes.
 *
 * A client is one connection. It neither reconnects nor sends anything again, so that a command is never carried out
 * behind the back of who sent it, and no state of the client can be stuck: whoever needs a connection again makes a
 * new client.
 *
 * @throws what the socket or the server said.
 */
export async function connectClient(options: ClientOptions): Promise<Redis> {
  const { target, certificates, name, connectTimeoutMs } = options;
  const { host, port, database, tls, username, password } = target;
  const client = new Redis({
    host,
    port,
    db: database,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: { ...certificates } } : {}),
    connectionName: name,
    lazyConnect: true,
    // The client's own check prints where the user may not ask for INFO; a server that is loading says so to each command.
    enableReadyCheck: false,
    connectTimeout: connectTimeoutMs,
    disconnectTimeout: FAREWELL_MS,
    replyMapping: "legacy",
    retryStrategy: () => null,
    autoResendUnfulfilledCommands: false,
    // Without reconnecting, nothing is retried; null keeps the client from counting.
    maxRetriesPerRequest: null,
  });
  let reason: Error | undefined;
  // Also keeps the client from printing: whoever waits for a reply hears of a broken connection.
  client.on("error", (error: Error) => {
    reason ??= error;
  });
  try {
    const role = await answered(
      client.connect().then(() => roleOf(client)),
      connectTimeoutMs,
    );
    // The client goes on where it could not select its database: it would use another one.
    if (reason !== undefined) throw reason;
    if (role === "slave" && options.orReplica !== true) throw new ReplicaError();
    return client;
  } catch (error) {
    client.disconnect();
    throw reason ?? error;
  }
}

/** A user who may not ask is taken to be with the primary: the first write will tell. */
async function roleOf(client: Redis): Promise<unknown> {
  try {
    const [role] = await client.role();
    return role;
  } catch (error) {
    if (faultOf(error) === "denied") return "master";
    throw error;
  }
}

/** @throws {SilenceError} when there is no reply within `ms` milliseconds. */
export async function answered<T>(reply: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      void lateReplies().then(() => reject(new SilenceError(ms)));
    }, ms);
  });
  try {
    return await Promise.race([reply, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** A process that was held up finds its timers due before it has looked at its sockets: a reply may lie there. */
async function lateReplies(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
