import { type DataOf, type EventEnvelope, FieldName, Stream } from "@handoff/contracts";
import { Producer, type ProducerContext, VirtualClock } from "@handoff/runtime";
import * as ChainField from "../../../../test/chaos/chain-field.js";
import { chain, Relay } from "../../../../test/chaos/chain.js";
import { routesOf, SPLITTER_AND_PASSER } from "../../../../test/chaos/chain-routes.js";
import type { Accepted, Excuse, History } from "../../../../test/chaos/history.js";
import { judge, NOTHING, together, type Verdict } from "../../../../test/chaos/stage.js";
import { MemoryDatabase } from "../../src/adapters/memory/memory-database.js";
import { MemoryEventStore } from "../../src/adapters/memory/memory-event-store.js";
import type { Clock } from "../../src/ports/clock.js";
import { Faults } from "./faults.js";
import { seeded } from "./seeded.js";
import { type Plant, SimulatedProcess } from "./simulated-process.js";

/** What came of a seed. */
export interface Simulated {
  readonly verdict: Verdict;
  /** Faults and foreign hands, in their order. */
  readonly trace: readonly string[];
}

const TASKS = 14;
/** The virtual time after which a chain that has not settled is taken to be stuck, in milliseconds. */
const PATIENCE_MS = 600_000;
const ROUTES = routesOf(SPLITTER_AND_PASSER);

/** The agents of three processes over one database, with faults at their awaits, and now and then a foreign hand. */
class World {
  readonly #random: () => number;
  readonly #plant: Plant | undefined;
  readonly clock = new VirtualClock(1_700_000_000_000);
  readonly #database = new MemoryDatabase(this.clock);
  readonly #watch = new MemoryEventStore(this.#database);
  readonly faults: Faults;
  readonly #excuses: Excuse[] = [];
  #produced = false;
  #over = false;

  constructor(seed: number, plant: Plant | undefined) {
    this.#random = seeded(seed);
    this.#plant = plant;
    this.faults = new Faults(this.#random, this.clock);
  }

  async run(): Promise<void> {
    const relays = (clock: Clock) => SPLITTER_AND_PASSER.map((agent) => new SlowRelay(agent, clock, this.#random));
    for (const name of ["one", "two"]) void this.#supervise(name, relays);
    void this.#supervise("source", (clock) => [new Source(clock, this.#random, () => (this.#produced = true))]);
    if (this.#random() < 0.4) void this.#strike();
    const deadline = this.clock.now() + PATIENCE_MS;
    do await this.clock.sleep(50);
    while (!(this.#produced && (await this.#isSettled())) && this.clock.now() < deadline);
    this.#over = true;
  }

  async history(): Promise<History> {
    const names = [...Object.keys(chain.streams), chain.deadLetterStream];
    const streams = Object.fromEntries(
      await Promise.all(
        names.map(async (stream) => {
          const entries = await this.#watch.range({ stream, from: "-", to: "+", count: 100_000 });
          return [stream, entries] as const;
        }),
      ),
    );
    const told = (streams[Stream.SIGNALS] ?? []).map(({ id, fields }): Accepted => {
      const task = JSON.parse(fields[FieldName.DATA] ?? "{}") as { [ChainField.FAULT]?: string };
      const poison = task[ChainField.FAULT] === "throws";
      return { stream: Stream.SIGNALS, entryId: id, ...(poison ? { givenUpAfter: "any" } : {}) };
    });
    const states = await this.#watch.inspect(names);
    return {
      routes: ROUTES,
      deadLetterStream: chain.deadLetterStream,
      accepted: told,
      streams,
      groups: states.flatMap(({ groups }) => groups),
      excuses: this.#excuses,
    };
  }

  /** Starts a process again whenever it has ended. */
  async #supervise(name: string, agents: ConstructorParameters<typeof SimulatedProcess>[0]["agents"]): Promise<void> {
    for (let life = 1; !this.#over; life++) {
      const process = new SimulatedProcess({
        name: `${name} ${life}`,
        database: this.#database,
        faults: this.faults,
        random: this.#random,
        plant: this.#plant,
        agents,
      });
      process.start();
      if (name !== "source" && this.#random() < 0.2) void this.#drainLater(process, `${name} ${life}`);
      await process.ended;
      await this.clock.sleep(this.#random() * 500);
    }
  }

  async #drainLater(process: SimulatedProcess, name: string): Promise<void> {
    await this.clock.sleep(this.#random() * 3_000);
    this.faults.note(`drain ${name}`);
    await process.drain();
  }

  /** A group is destroyed while everybody works; what had been delivered to it may come again. */
  async #strike(): Promise<void> {
    await this.clock.sleep(this.#random() * 2_000);
    const victim = ROUTES[Math.floor(this.#random() * ROUTES.length)];
    const known = victim === undefined ? undefined : this.#database.findGroup(victim);
    if (victim === undefined || known === undefined) return;
    const { stream, group } = victim;
    this.#excuses.push({ stream, group, upTo: known.lastDeliveredId, isTaken: false });
    this.#database.destroyGroup({ stream, group });
    this.faults.note(`destroy ${group} at ${known.lastDeliveredId}`);
  }

  async #isSettled(): Promise<boolean> {
    const states = await this.#watch.inspect(ROUTES.map(({ stream }) => stream));
    return ROUTES.every(({ group }) =>
      states.some(({ groups }) => groups.some((each) => each.group === group && each.lag + each.pending === 0)),
    );
  }
}

/** Some fail at first, and one in ten always. */
function taskOf(number: number): DataOf<(typeof chain.streams.signals.definitions)[number]> {
  const task = { [ChainField.NUMBER]: number, [ChainField.KEY]: "" };
  if (number % 10 === 3) return { ...task, [ChainField.FAULT]: "throws" };
  return number % 5 === 1 ? { ...task, [ChainField.FAULT]: "throws_once" } : task;
}

/** Publishes the tasks, the same ones after every crash. */
class Source extends Producer<typeof chain, "Source"> {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onDone: () => void;

  constructor(clock: Clock, random: () => number, onDone: () => void) {
    super(chain, "Source");
    this.#clock = clock;
    this.#random = random;
    this.#onDone = onDone;
  }

  override async produce(context: ProducerContext<typeof chain, "Source">): Promise<void> {
    for (let number = 0; number < TASKS; number++) {
      await context.publish(
        Stream.SIGNALS,
        { [FieldName.TYPE]: "task", [FieldName.DATA]: taskOf(number) },
        `${number}`,
      );
      if (this.#random() < 0.5) await this.#clock.sleep(this.#random() * 200);
    }
    this.#onDone();
  }
}

/** Works for a while on some of its tasks, now and then for longer than a lease. */
class SlowRelay extends Relay {
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(agentId: string, clock: Clock, random: () => number) {
    super(agentId);
    this.#clock = clock;
    this.#random = random;
  }

  override async doWork(event: EventEnvelope, traceId: string, context: never): Promise<void> {
    if (this.#random() < 0.2) await this.#clock.sleep(this.#random() * 1_500);
    await super.doWork(event, traceId, context);
  }
}

/** Runs one seed; the same seed is the same run, to the last fault. */
export async function simulate(seed: number, plant?: Plant): Promise<Simulated> {
  const world = new World(seed, plant);
  await world.clock.run(world.run());
  const history = await world.history();
  const appended = history.streams[Stream.SIGNALS]?.length ?? 0;
  const unread: Verdict = { ...NOTHING, lost: TASKS - appended, breaches: [{ kind: "lost", place: "never appended" }] };
  const verdict = judge(history);
  return { verdict: appended === TASKS ? verdict : together(verdict, unread), trace: world.faults.trace };
}
