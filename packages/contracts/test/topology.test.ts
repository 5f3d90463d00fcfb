import { defineTopology, tradingDecision, tradingSignal, Stream } from "@handoff/contracts";
import { describe, expect, it } from "vitest";
import { faultOf } from "./fault-of.js";

const reader = { consumes: "signals", group: "reading_agents", publishes: [] } as const;
const streams = { signals: [tradingSignal] } as const;

describe("defineTopology", () => {
  it("gives every group its handler", () => {
    const topology = defineTopology({ streams, agents: { Maker: { publishes: [Stream.SIGNALS] }, Reader: reader } });
    expect(topology.groups).toEqual([{ stream: "signals", group: "reading_agents", agent: "Reader" }]);
    expect(topology.streams.signals.types).toBe("trading_signal");
    expect(topology.deadLetterStream).toBe("dlq_events");
  });

  it("lets two groups read one stream, and one name stand on two streams", () => {
    const topology = defineTopology({
      streams: { [Stream.SIGNALS]: [tradingSignal], [Stream.DECISIONS]: [tradingDecision] },
      agents: {
        Reader: reader,
        Auditor: { consumes: Stream.SIGNALS, group: "auditing_agents", publishes: [] },
        Other: { consumes: Stream.DECISIONS, group: "reading_agents", publishes: [] },
      },
    });
    expect(topology.groups).toHaveLength(3);
  });

  it("refuses an orphan stream", () => {
    const streamsWithOrphan = { ...streams, decisions: [tradingDecision] } as const;
    // @ts-expect-error nobody consumes decisions
    const fault = faultOf(() => defineTopology({ streams: streamsWithOrphan, agents: { Reader: reader } }));
    expect(fault).toMatchObject({
      code: "TOPOLOGY_INVALID",
      path: ["streams", "decisions"],
      expected: "a stream that some agent consumes",
      remedy: "Add an agent that consumes it, or drop the stream.",
    });
  });

  it("refuses to publish on a stream that is not there", () => {
    const maker = { publishes: ["toString" as "signals"] };
    expect(faultOf(() => defineTopology({ streams, agents: { Maker: maker, Reader: reader } }))).toMatchObject({
      code: "TOPOLOGY_INVALID",
      path: ["agents", "Maker", "toString"],
      expected: "a stream of this topology",
      remedy: "Add the stream to streams, or correct its name.",
    });
  });

  it("refuses to consume a stream that is not there", () => {
    const lost = { ...reader, consumes: "decisions" as "signals" };
    expect(faultOf(() => defineTopology({ streams, agents: { Lost: lost, Reader: reader } }))).toMatchObject({
      code: "TOPOLOGY_INVALID",
      path: ["agents", "Lost", "decisions"],
    });
  });

  it("refuses two agents in one group: each would miss what the other got", () => {
    expect(faultOf(() => defineTopology({ streams, agents: { Reader: reader, Twin: reader } }))).toMatchObject({
      code: "TOPOLOGY_INVALID",
      path: ["agents", "Twin", "group"],
      expected: "a group of its own: sharing reading_agents starves one of the two of events",
      remedy: "Give each agent a group of its own.",
    });
  });

  it("refuses a stream that is named as the dead-letter stream is", () => {
    const options = { streams, agents: { Reader: reader }, deadLetterStream: Stream.SIGNALS };
    expect(faultOf(() => defineTopology(options))).toMatchObject({
      code: "TOPOLOGY_INVALID",
      path: ["streams", "signals"],
      expected: "a name other than that of the dead-letter stream",
      remedy: "Rename the stream, or give another deadLetterStream.",
    });
  });

  it.each([
    ["a stream", { streams: { Signals: [tradingSignal] }, agents: { Reader: { ...reader, consumes: "Signals" } } }],
    ["a group", { streams, agents: { Reader: { ...reader, group: "reading agents" } } }],
    ["the dead-letter stream", { streams, agents: { Reader: reader }, deadLetterStream: "dlq:events" }],
  ])("refuses the name of %s that Redis tools would trip over", (_, options) => {
    expect(faultOf(() => defineTopology(options as never))).toMatchObject({ code: "NAME_INVALID" });
  });

  it("refuses a stream whose events could not be told apart", () => {
    const twice = { signals: [tradingSignal, tradingSignal] } as const;
    expect(faultOf(() => defineTopology({ streams: twice, agents: { Reader: reader } })).code).toBe("EVENT_DUPLICATE");
  });
});
