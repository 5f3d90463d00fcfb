import { setTimeout } from "node:timers/promises";
import { ConsumerGroup, FieldName, Stream } from "@handoff/contracts";
import * as ChainField from "../chain-field.js";
import { Arena } from "../arena.js";
import { routesOf, SPLITTER_AND_PASSER } from "../chain-routes.js";
import { Fleet } from "../fleet.js";
import type { Accepted, History, Route } from "../history.js";
import { HASTY_LIMITS } from "../load.js";
import { type Finding, judge } from "../stage.js";

type Excuses = NonNullable<History["excuses"]>;

/** What a hand does, and how that ends. */
interface Hand {
  strike(arena: Arena): Promise<unknown>;
  /** Undoes it, where it does not pass by itself. */
  lift?(arena: Arena): Promise<unknown>;
  /** The streams whose groups it takes from what had been delivered. */
  takesFrom: readonly string[];
  /** The streams whose groups may be handed again what had been delivered. */
  repeats?: readonly string[];
}

const ALL = [Stream.SIGNALS, Stream.DECISIONS] as const;
/** How long a hand stays that does not pass by itself, in milliseconds. */
const HELD_MS = 1_000;

/** What happens to servers behind the back of whoever uses them. */
export const HANDS = {
  FLUSHALL: { strike: ({ redis }) => redis.flushall(), takesFrom: ALL },
  "XGROUP DESTROY": {
    strike: ({ redis }) => redis.xgroup("DESTROY", Stream.SIGNALS, ConsumerGroup.REASONING_AGENTS),
    takesFrom: [],
    repeats: [Stream.SIGNALS],
  },
  "DEL of a stream": { strike: ({ redis }) => redis.del(Stream.SIGNALS), takesFrom: [Stream.SIGNALS] },
  "SCRIPT FLUSH": { strike: ({ redis }) => redis.script("FLUSH"), takesFrom: [] },
  "out of memory": {
    strike: ({ redis }) => redis.config("SET", "maxmemory", "1"),
    lift: ({ redis }) => redis.config("SET", "maxmemory", "0"),
    takesFrom: [],
  },
  READONLY: {
    strike: ({ redis }) => redis.replicaof("127.0.0.1", 1),
    lift: ({ redis }) => redis.replicaof("NO", "ONE"),
    takesFrom: [],
  },
} satisfies Readonly<Record<string, Hand>>;

export type HandName = keyof typeof HANDS;

/** A foreign hand strikes while events flow; how long until they flow again, what is logged, and what it took. */
export async function foreignHand(name: HandName, calmMs: number): Promise<Finding> {
  const hand: Hand = HANDS[name];
  const routes = routesOf(SPLITTER_AND_PASSER);
  const arena = await Arena.open();
  const fleet = new Fleet({ agents: SPLITTER_AND_PASSER, redis: { url: arena.proxy.url }, limits: HASTY_LIMITS }, 1);
  try {
    await fleet.ready();
    const flow = new Flow(arena);
    await setTimeout(calmMs);
    const logged = fleet.lines.length;
    // Entries that arrive in between are excused as well: they had better be few.
    await hand.strike(arena);
    const excuses = await excusesOf(hand, routes);
    if (hand.lift !== undefined) {
      await setTimeout(HELD_MS);
      await hand.lift(arena);
    }
    const healMs = await flow.untilNextComesOut();
    await setTimeout(calmMs);
    const accepted = await flow.stop();
    await arena.settled(routes);
    const history = await arena.history(routes, accepted);
    const verdict = judge({ ...history, excuses });
    const taken = judge(history).lost - verdict.lost;
    const lines = fleet.lines.length - logged;
    return { verdict, counts: { "ms until it flowed again": healMs, "log lines": lines, "events it took": taken } };
  } finally {
    await fleet.stop();
    await arena.close();
  }
}

/** What had been added by now may be gone, or come again, in the groups that the hand took from. */
async function excusesOf({ takesFrom, repeats = [] }: Hand, routes: readonly Route[]): Promise<Excuses> {
  const upTo = `${Date.now()}-0`;
  // Ids begin with the time; the next millisecond is the first that counts.
  await setTimeout(2);
  return routes
    .filter(({ stream }) => takesFrom.includes(stream) || repeats.includes(stream))
    .map(({ stream, group }) => ({ stream, group, upTo, isTaken: takesFrom.includes(stream) }));
}

/** Tasks that come one after another, without end. */
class Flow {
  readonly #arena: Arena;
  readonly #accepted: Accepted[] = [];
  readonly #ended: Promise<void>;
  #next = 0;
  #over = false;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#ended = this.#run();
  }

  /** How long it takes, in milliseconds, until an event that is appended from now on has gone through the chain. */
  async untilNextComesOut(): Promise<number> {
    const from = performance.now();
    const next = this.#next;
    while ((await this.#newestOut()) < next) await setTimeout(5);
    return Math.round(performance.now() - from);
  }

  async stop(): Promise<readonly Accepted[]> {
    this.#over = true;
    await this.#ended;
    return this.#accepted;
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      await this.#arena.produce([{ number: this.#next++ }], this.#accepted);
      await setTimeout(2);
    }
  }

  /** Number of the task that came out last; below all where none has, or the stream is gone. */
  async #newestOut(): Promise<number> {
    const [newest] = await this.#arena.redis.xrevrange(Stream.GRADES, "+", "-", "COUNT", 1);
    const pairs = newest?.[1] ?? [];
    const data = pairs[pairs.indexOf(FieldName.DATA) + 1];
    if (newest === undefined || data === undefined) return -1;
    return (JSON.parse(data) as { readonly [ChainField.NUMBER]: number })[ChainField.NUMBER];
  }
}
