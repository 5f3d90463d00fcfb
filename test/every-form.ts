import { defineEvent, defineTopology } from "@handoff/contracts";
import { z } from "zod";

/** Names that other languages find hard. */
export const Field = {
  ID: "id",
  KIND: "kind",
  CLASS: "class",
  DASHED: "ward-no",
  TAGS: "tags",
  PAIR: "pair",
  CHILDREN: "children",
  PARTS: "parts",
  NOTE: "note",
  ON: "on",
  SEEN: "seen",
  RATE: "rate",
  TYPE: "sort",
  COUNT: "count",
  BY_WARD: "by_ward",
} as const;

const text = (meaning: string) => z.string().min(1).describe(meaning);
const Node = z.object({
  [Field.ID]: z.uuid().describe("Id of the node"),
  get [Field.CHILDREN](): z.ZodArray<typeof Node> {
    return z.array(Node).describe("Nodes below it");
  },
});

const plain = defineEvent({
  type: "lab.plain:v1",
  description: 'Says "all" \\ of it.',
  aliases: ["plain"],
  fields: Field,
  data: z.object({
    [Field.ID]: z.uuid().describe("Id of the sample"),
    [Field.CLASS]: z.exactOptional(z.enum(["a", "b-c"])).describe("Class | of the sample"),
    [Field.DASHED]: z.int().min(1).max(9).describe("Number of the ward"),
    [Field.TAGS]: z.array(text("Tag")).min(2).describe("Tags"),
    [Field.PAIR]: z.tuple([z.number(), z.literal([true, null])]).describe("A level and a mark"),
    [Field.NOTE]: z.string().nullable().describe("Note, or null"),
    [Field.ON]: z.iso.date().describe("Day"),
    [Field.SEEN]: z.iso.datetime({ offset: true }).describe("When it was seen"),
    [Field.RATE]: z.number().positive().max(0.25).describe("Rate, a fraction"),
    [Field.TYPE]: z.literal(3).describe("Sort of the sample"),
    [Field.COUNT]: z.optional(z.int()).describe("Count"),
    [Field.BY_WARD]: z.record(z.string(), z.object({ [Field.COUNT]: z.int().describe("Count") })).describe("Per ward"),
    [Field.PARTS]: z
      .array(
        z.discriminatedUnion(Field.KIND, [
          z.object({ [Field.KIND]: z.literal("solid").describe("Solid"), [Field.RATE]: z.number().describe("Rate") }),
          z.object({ [Field.KIND]: z.literal("liquid").describe("Liquid") }),
        ]),
      )
      .describe("Parts"),
  }),
});

const tree = defineEvent({ type: "tree", description: "A tree.", fields: Field, data: Node });

const dictionary = defineEvent({
  type: "dictionary",
  description: "Any JSON.",
  fields: Field,
  data: z.record(z.string(), z.json()),
});

const topology = defineTopology({
  streams: { forms: [plain, tree], others: [dictionary] },
  agents: {
    Maker: { publishes: ["forms", "others"] },
    Reader: { consumes: "forms", group: "reading_agents", publishes: ["others"] },
    Other: { consumes: "others", group: "other_agents", publishes: [] },
  },
});

/** Contracts whose payloads have every form that a schema may take. */
export const everyForm = { plain, tree, dictionary, topology };
