import type { Redis } from "ioredis";
import { HandoffError, HandoffErrorCode } from "../../errors.js";
import { connectClient } from "./redis-client.js";
import { RedisCluster } from "./redis-cluster.js";
import { storeError } from "./redis-errors.js";
import { COMMANDS_NAME } from "./redis-place.js";
import type { RedisSetting } from "./redis-store-options.js";
import type { RedisTarget } from "./redis-url.js";
import { unlessDenied } from "./server-facts.js";
import { tooOld } from "./server-judgement.js";

/** A server that was reached, and the cluster that it belongs to, if any. */
export interface RedisServer {
  readonly client: Redis;
  readonly cluster: RedisCluster | undefined;
}

/**
 * Connects to the server, or to one of the seeds where it does not answer.
 *
 * @throws {HandoffError} `STORE_UNAVAILABLE`, `STORE_UNSUPPORTED`; `OPTION_INVALID` for seeds of no cluster.
 */
export async function reachServer(setting: RedisSetting): Promise<RedisServer> {
  let failure: unknown;
  for (const target of [setting.target, ...setting.seeds]) {
    const name = COMMANDS_NAME;
    const client = await connectClient({ ...setting, target, name, orReplica: setting.seeds.length > 0 }).catch(
      (error: unknown) => {
        failure ??= storeFailure(error, target);
      },
    );
    if (client === undefined) continue;
    try {
      const info = await unlessDenied(client.info("server"));
      const verdict = tooOld(info);
      if (verdict !== undefined) {
        throw new HandoffError(HandoffErrorCode.STORE_UNSUPPORTED, `${target.display} ${verdict}`);
      }
      // A server that is loading its data says what it is, and answers no other question.
      const cluster = isAlone(info) ? undefined : await RedisCluster.of(client, { ...setting, target, name });
      if (cluster === undefined && setting.seeds.length > 0) {
        throw new HandoffError(
          HandoffErrorCode.OPTION_INVALID,
          `seeds are given, and ${target.display} is no server of a Redis Cluster. Leave seeds out, or give the URLs of one cluster.`,
        );
      }
      return { client, cluster };
    } catch (error) {
      client.disconnect();
      throw storeFailure(error, target);
    }
  }
  throw failure;
}

/** Whether the server says that it is in no cluster; Valkey has another word for it. */
function isAlone(info: string | undefined): boolean {
  return info !== undefined && /^(?:redis|server)_mode:standalone/m.test(info);
}

/** What the caller is told of a failure on the way to a store. */
export function storeFailure(error: unknown, target: RedisTarget): HandoffError {
  return error instanceof HandoffError ? error : storeError(error, target, "the connection");
}
