import {
  type DataOf,
  defineEvent,
  type EventDefinition,
  type EventEnvelope,
  type EventOf,
  FieldName,
} from "@handoff/contracts";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

const LabField = { SAMPLE_ID: "sample_id", VALUE: "value" } as const;

describe("defineEvent", () => {
  it("infers the event exactly from a team's own fields", () => {
    const labResult = defineEvent({
      type: "lab_result",
      description: "A sample was measured.",
      fields: LabField,
      data: z.object({ [LabField.SAMPLE_ID]: z.string(), [LabField.VALUE]: z.exactOptional(z.number()) }),
    });
    expectTypeOf(labResult).toEqualTypeOf<EventDefinition<"lab_result", { sample_id: string; value?: number }>>();
    expectTypeOf<DataOf<typeof labResult>>().toEqualTypeOf<{ sample_id: string; value?: number }>();
    expectTypeOf<EventOf<typeof labResult>>().toEqualTypeOf<
      EventEnvelope<"lab_result", { sample_id: string; value?: number }>
    >();
  });

  it("refuses a key outside the team's registry", () => {
    defineEvent({
      type: "lab_result",
      description: "A sample was measured.",
      // @ts-expect-error `colour` is not in LabField
      fields: LabField,
      data: z.object({ colour: z.string() }),
    });
  });

  it("refuses a key outside FieldName where no registry is given", () => {
    // @ts-expect-error `colour` is not in FieldName
    defineEvent({ type: "lab_result", description: "A sample was measured.", data: z.object({ colour: z.string() }) });
  });

  it("refuses a payload that is not an object", () => {
    defineEvent({
      type: "lab_result",
      description: "A sample was measured.",
      // @ts-expect-error a payload has keys
      data: z.string(),
    });
  });

  it("takes a union told apart by one field, and a dictionary", () => {
    const either = defineEvent({
      type: "either",
      description: "One of two.",
      data: z.discriminatedUnion(FieldName.SIDE, [
        z.object({ [FieldName.SIDE]: z.literal("buy") }),
        z.object({ [FieldName.SIDE]: z.literal("sell"), [FieldName.PRICE]: z.number() }),
      ]),
    });
    expectTypeOf(either).toEqualTypeOf<EventDefinition<"either", { side: "buy" } | { side: "sell"; price: number }>>();
    const counts = defineEvent({ type: "counts", description: "How many.", data: z.record(z.string(), z.number()) });
    expectTypeOf(counts).toEqualTypeOf<EventDefinition<"counts", Record<string, number>>>();
  });
});
