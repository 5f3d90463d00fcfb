import { join, resolve } from "node:path";
import { timeRules } from "./rule-time.js";

/** Nothing is read from it. */
const FOLDER = resolve("/generated");

/** Files that grow in one way each: in lines, in the branches of one function, in keys to fix. */
const SHAPES = [
  { name: "lines", unit: 500, textOf: (count) => inLines(count) },
  { name: "branches of one handler", unit: 125, textOf: (count) => inBranches(count) },
  { name: "keys to fix, without the import", unit: 250, textOf: (count) => inKeys(count) },
];

/**
 * How our rules' time grows with the size of a file, beside the parser's on the same text. Each size is timed
 * `rounds` times, and the fastest counts. Each of the `doublings` sizes is twice the one before.
 *
 * @param {import("@handoff/eslint-plugin").default} plugin
 * @param {{ rounds: number, doublings: number }} extent
 */
export function timeGrowth(plugin, { rounds, doublings }) {
  return SHAPES.map(({ name, unit, textOf }) => ({
    name,
    sizes: Array.from({ length: doublings }, (_, index) => {
      const count = unit * 2 ** index;
      const file = { path: join(FOLDER, "generated.ts"), text: textOf(count) };
      const times = Array.from({ length: rounds }, () => timeRules(FOLDER, [file], plugin)[0]);
      return {
        count,
        ours: Math.min(...times.map(({ ours }) => ours)),
        parse: Math.min(...times.map(({ parse }) => parse)),
      };
    }),
  }));
}

function inLines(count) {
  const agent = (index) => `
export class Agent${index} extends Agent {
  async processEvent(event: EventEnvelope): Promise<void> {
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ incoming, current });
    if (event[FieldName.TYPE] === "order_submitted") {
      const { price, ...rest } = event[FieldName.DATA];
      await this.publish(Stream.SIGNALS, { ...rest, price, [FieldName.TRACE_ID]: current });
    }
  }
}`;
  const lines = agent(0).split("\n").length - 1;
  const agents = Array.from({ length: Math.ceil(count / lines) }, (_, index) => agent(index));
  return `import { FieldName, Stream } from "@handoff/contracts";${agents.join("\n")}\n`;
}

function inBranches(count) {
  const branches = Array.from(
    { length: count },
    (_, index) =>
      `  if (x === ${index}) log.info({ incoming, current }); else await publish(Stream.GRADES, { [FieldName.TRACE_ID]: current });`,
  );
  return `import { FieldName, Stream } from "@handoff/contracts";
export async function processEvent(event, x) {
  const incoming = event[FieldName.TRACE_ID];
  const current = crypto.randomUUID();
${branches.join("\n")}
}
`;
}

function inKeys(count) {
  const uses = Array.from({ length: count }, () => '  use(data["side"]);');
  return `export function read(data) {\n${uses.join("\n")}\n}\n`;
}
