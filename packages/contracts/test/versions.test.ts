import {
  type ContractError,
  decodeEvent,
  defineEvent,
  encodeEvent,
  type EntryFields,
  EventSet,
  FieldName,
  unchanged,
  type Upcasters,
} from "@handoff/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultOf } from "./fault-of.js";

const LabField = { NAME: "name", FIRST: "first", LAST: "last", LEVEL: "level" } as const;
const patient = (version: number | undefined, upcasters?: Upcasters) =>
  defineEvent({
    type: "patient",
    description: "A patient came in.",
    fields: LabField,
    data: current,
    ...(version === undefined ? {} : { version }),
    ...(upcasters === undefined ? {} : { upcasters }),
  });
const current = z.object({
  [LabField.FIRST]: z.string(),
  [LabField.LAST]: z.string(),
  [LabField.LEVEL]: z.number(),
});

/** Version 1 had one name, version 2 had no level. */
const upcasters: Upcasters = {
  1: (data) => {
    const { [LabField.NAME]: name, ...others } = data as { readonly [LabField.NAME]: string };
    const [first, last] = name.split(" ");
    return { ...others, [LabField.FIRST]: first, [LabField.LAST]: last };
  },
  2: (data) => ({ ...(data as object), [LabField.LEVEL]: 0 }),
};
const third = patient(3, upcasters);
const patients = new EventSet([third]);

const entry = (data: unknown, version?: string): EntryFields => ({
  [FieldName.TYPE]: "patient",
  [FieldName.DATA]: JSON.stringify(data),
  [FieldName.TRACE_ID]: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
  [FieldName.SOURCE_AGENT]: "Desk",
  ...(version === undefined ? {} : { [FieldName.SCHEMA_VERSION]: version }),
});
const ada = { [LabField.FIRST]: "Ada", [LabField.LAST]: "Lovelace", [LabField.LEVEL]: 0 };

describe("decodeEvent of an earlier version", () => {
  it.each([
    ["1", { [LabField.NAME]: "Ada Lovelace" }],
    ["without a version, so 1", { [LabField.NAME]: "Ada Lovelace" }],
    ["2", { [LabField.FIRST]: "Ada", [LabField.LAST]: "Lovelace" }],
    ["3", ada],
  ])("%s passes what upcasters it needs and has the current version", (version, data) => {
    const event = decodeEvent(entry(data, /^\d$/.test(version) ? version : undefined), patients, "1-1");
    expect(event[FieldName.DATA]).toEqual(ada);
    expect(event[FieldName.SCHEMA_VERSION]).toBe(3);
    expect(encodeEvent({ ...event, [FieldName.SOURCE_AGENT]: "Desk" }, patients)).toEqual(entry(ada, "3"));
  });

  it("is poison where an upcaster throws, with what it said", () => {
    expect(faultOf(() => decodeEvent(entry({}), patients, "1-1"))).toMatchObject({
      code: "UPCAST_FAILED",
      path: ["data"],
      expected: expect.stringMatching(
        /^a payload that the upcaster of version 1 takes \(TypeError: ".*split.*"\), upcast/,
      ),
    });
  });

  it.each([
    ["nothing", () => undefined],
    ["a promise", async () => ada],
    [
      "what cannot be looked at",
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error("get");
            },
          },
        ),
    ],
  ])("is poison where an upcaster makes %s", (_, upcaster) => {
    const events = new EventSet([patient(2, { 1: upcaster })]);
    expect(["UPCAST_FAILED", "DATA_INVALID"]).toContain(faultOf(() => decodeEvent(entry({}), events, "1-1")).code);
  });

  it("is poison where the upcast payload is invalid, with the place", () => {
    const data = { [LabField.NAME]: "Ada" };
    expect(faultOf(() => decodeEvent(entry(data), patients, "1-1"))).toMatchObject({
      code: "UPCAST_FAILED",
      path: ["data", "last"],
      expected: "string, received undefined, upcast from version 1",
    });
  });

  it("throws nothing but a contract error, whatever an upcaster throws or makes", () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const made = fc.tuple(anything, fc.boolean()).map(([value, throws]) => () => {
      if (throws) throw value;
      return value;
    });
    fc.assert(
      fc.property(made, (upcaster) => {
        const fault = faultOf(() => decodeEvent(entry({}), new EventSet([patient(2, { 1: upcaster })]), "1-1"));
        return fault.code === "UPCAST_FAILED";
      }),
    );
  });
});

describe("decodeEvent of a version that is newer than known", () => {
  const first = new EventSet([patient(undefined)]);

  it("is read as far as it is known", () => {
    const event = decodeEvent(entry({ ...ada, [LabField.NAME]: "new" }, "7"), first, "1-1");
    expect(event).toMatchObject({ [FieldName.DATA]: ada, [FieldName.SCHEMA_VERSION]: 1 });
  });

  it("is poison if it cannot be read, and says that the reader is behind", () => {
    expect(faultOf(() => decodeEvent(entry({}, "7"), first, "1-1"))).toMatchObject({
      code: "DATA_INVALID",
      path: ["data", "first"],
      remedy:
        "It was written in version 7, and 1 is known here: deploy this reader with version 7, then replay the dead letter.",
    });
  });
});

describe("encodeEvent", () => {
  const event = {
    [FieldName.TYPE]: "patient",
    [FieldName.DATA]: ada,
    [FieldName.TRACE_ID]: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    [FieldName.TIMESTAMP]: "2026-03-31T12:00:00Z",
    [FieldName.SOURCE_AGENT]: "Desk",
  } as const;

  it("writes the version where it is more than 1", () => {
    expect(encodeEvent(event, patients)[FieldName.SCHEMA_VERSION]).toBe("3");
    expect(encodeEvent(event, new EventSet([patient(1)]))).not.toHaveProperty(FieldName.SCHEMA_VERSION);
  });

  it("refuses a version that is not the one of the schema", () => {
    expect(faultOf(() => encodeEvent({ ...event, [FieldName.SCHEMA_VERSION]: 2 }, patients))).toMatchObject({
      code: "ENVELOPE_INVALID",
      path: ["schema_version"],
      expected: "3, the version of the event's schema, got 2",
    });
  });
});

describe("the versions of an event", () => {
  it.each<[string, number, Upcasters, readonly (string | number)[]]>([
    ["a gap", 3, { 2: unchanged }, ["patient", "upcasters", 1]],
    ["no upcasters", 2, {}, ["patient", "upcasters", 1]],
    ["an upcaster of the current version", 2, { 1: unchanged, 2: unchanged }, ["patient", "upcasters", "2"]],
    ["an upcaster of version 0", 2, { 0: unchanged, 1: unchanged }, ["patient", "upcasters", "0"]],
    ["an upcaster that is no function", 2, { 1: "x" as never }, ["patient", "upcasters", 1]],
    ["an upcaster without a version", 1, { 1: unchanged }, ["patient", "upcasters", "1"]],
    ["version 0", 0, {}, ["patient", "version"]],
    ["version 1.5", 1.5, {}, ["patient", "version"]],
    ["a time", Date.UTC(2026, 0), {}, ["patient", "version"]],
  ])("are refused where they are defined: %s", (...[, version, chain, path]) => {
    const fault: ContractError = faultOf(() => patient(version, chain));
    expect(fault).toMatchObject({ code: "VERSION_INVALID", path });
  });

  it("begin with 1", () => {
    expect(patient(undefined)).toMatchObject({ version: 1, upcasters: {} });
  });
});
