import { AgentCircuitBreaker, type BreakerState, type Clock } from "@handoff/runtime";
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

/** A clock that stands still until it is moved. */
function stillClock(): Clock & { time: number } {
  return {
    time: 1_000,
    now() {
      return this.time;
    },
    sleep: () => Promise.resolve(),
  };
}

function openAfter(failures: number): { breaker: AgentCircuitBreaker; clock: ReturnType<typeof stillClock> } {
  const clock = stillClock();
  const breaker = new AgentCircuitBreaker({
    agentId: "Reviewer",
    failureThreshold: failures,
    resetTimeoutMs: 500,
    clock,
  });
  for (let i = 0; i < failures; i++) breaker.recordFailure();
  return { breaker, clock };
}

describe("AgentCircuitBreaker", () => {
  it("opens at the fifth consecutive failure by default", () => {
    const breaker = new AgentCircuitBreaker({ agentId: "Reviewer", clock: stillClock() });
    for (let i = 0; i < 4; i++) breaker.recordFailure();
    expect(breaker.admission).toBe("all");
    breaker.recordFailure();
    expect(breaker.admission).toBe("none");
  });

  it("starts counting anew after a success", () => {
    const { breaker } = { breaker: new AgentCircuitBreaker({ agentId: "Reviewer", clock: stillClock() }) };
    for (let i = 0; i < 4; i++) breaker.recordFailure();
    breaker.recordSuccess();
    for (let i = 0; i < 4; i++) breaker.recordFailure();
    expect(breaker.state).toEqual({ kind: "closed", failures: 4 });
  });

  it("lets one through when its time is up, and says how long that takes", () => {
    const { breaker, clock } = openAfter(2);
    expect(breaker.waitMs).toBe(500);
    clock.time += 499;
    expect(breaker.admission).toBe("none");
    clock.time += 1;
    expect(breaker.admission).toBe("one");
    expect(breaker.waitMs).toBe(0);
  });

  it("closes when the probe succeeds and opens again when it fails", () => {
    const { breaker, clock } = openAfter(2);
    clock.time += 500;
    expect(breaker.state.kind).toBe("half_open");
    breaker.recordFailure();
    expect(breaker.state).toEqual({ kind: "open", until: clock.time + 500, openings: 2 });
    clock.time += 500;
    expect(breaker.state.kind).toBe("half_open");
    breaker.recordSuccess();
    expect(breaker.state).toEqual({ kind: "closed", failures: 0 });
  });

  it("tells of every change of kind, once", () => {
    const clock = stillClock();
    const changes: BreakerState["kind"][] = [];
    const breaker = new AgentCircuitBreaker({
      agentId: "Reviewer",
      failureThreshold: 1,
      resetTimeoutMs: 10,
      clock,
      onChange: ({ kind }) => changes.push(kind),
    });
    breaker.recordFailure();
    clock.time += 10;
    expect([breaker.state.kind, breaker.state.kind]).toEqual(["half_open", "half_open"]);
    breaker.recordSuccess();
    expect(changes).toEqual(["open", "half_open", "closed"]);
  });
});

describe("the wait of an open breaker", () => {
  it("doubles with each probe that fails, up to its longest, and begins anew once it closed", () => {
    const clock = stillClock();
    const options = { agentId: "Reviewer", failureThreshold: 1, resetTimeoutMs: 100, resetTimeoutMaxMs: 500, clock };
    const breaker = new AgentCircuitBreaker(options);
    const waits: number[] = [];
    for (let opening = 0; opening < 5; opening++) {
      breaker.recordFailure();
      // It began before the breaker opened.
      breaker.recordFailure();
      waits.push(breaker.waitMs);
      expect(breaker.nextAttemptAt).toBe(clock.time + breaker.waitMs);
      clock.time += breaker.waitMs;
      expect([breaker.admission, breaker.nextAttemptAt]).toEqual(["one", undefined]);
    }
    breaker.recordSuccess();
    breaker.recordFailure();
    expect([...waits, breaker.waitMs]).toEqual([100, 200, 400, 500, 500, 100]);
  });
});

describe("a breaker that is held open by hand", () => {
  it("lets nothing through until it is released, whatever happens", async () => {
    const { breaker, clock } = openAfter(1);
    breaker.isolate();
    clock.time += 1_000_000;
    breaker.recordSuccess();
    breaker.recordFailure();
    expect([breaker.admission, breaker.nextAttemptAt]).toEqual(["none", undefined]);
    expect(breaker.waitMs).toBeGreaterThan(0);
    await expect(breaker.call(() => 1)).resolves.toBeNull();
    breaker.release();
    expect(breaker.state).toEqual({ kind: "closed", failures: 0 });
    breaker.recordFailure();
    breaker.release();
    expect(breaker.admission).toBe("none");
  });
});

describe("the JSON of a breaker", () => {
  it.each([0, 200, 500])("restores it as it was, %i ms after it opened", (elapsed) => {
    const { breaker, clock } = openAfter(2);
    clock.time += elapsed;
    const copy = new AgentCircuitBreaker({ agentId: "Reviewer", failureThreshold: 2, resetTimeoutMs: 500, clock });
    copy.restore(JSON.parse(JSON.stringify(breaker)) as BreakerState);
    expect(copy.state).toEqual(breaker.state);
    clock.time += 300;
    expect([copy.admission, copy.waitMs]).toEqual([breaker.admission, breaker.waitMs]);
  });
});

describe("AgentCircuitBreaker.call", () => {
  it("returns what the work returns", async () => {
    const breaker = new AgentCircuitBreaker({ agentId: "Reviewer", clock: stillClock() });
    await expect(breaker.call(() => 42)).resolves.toBe(42);
  });

  it("rethrows, records and logs a failure", async () => {
    const log = vi.fn();
    const breaker = new AgentCircuitBreaker({ agentId: "Reviewer", failureThreshold: 1, clock: stillClock(), log });
    const failure = new Error("no route to broker");
    await expect(breaker.call(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(log.mock.calls).toEqual([["error", "agent circuit breaker triggered", { agent: "Reviewer", err: failure }]]);
    expect(breaker.admission).toBe("none");
  });

  it("returns null and logs a warning while open, without doing the work", async () => {
    const log = vi.fn();
    const work = vi.fn();
    const breaker = new AgentCircuitBreaker({ agentId: "Reviewer", failureThreshold: 1, clock: stillClock(), log });
    breaker.recordFailure();
    await expect(breaker.call(work)).resolves.toBeNull();
    expect(work).not.toHaveBeenCalled();
    expect(log.mock.calls).toEqual([["warning", "circuit breaker open", { agent: "Reviewer" }]]);
  });

  it("lets a single probe through when half open, even when two arrive together", async () => {
    const { breaker, clock } = openAfter(1);
    clock.time += 500;
    let finish: (() => void) | undefined;
    const probe = breaker.call(
      () =>
        new Promise<string>((resolve) => {
          finish = () => {
            resolve("probe");
          };
        }),
    );
    await expect(breaker.call(() => "second")).resolves.toBeNull();
    finish?.();
    await expect(probe).resolves.toBe("probe");
    expect(breaker.state.kind).toBe("closed");
  });
});

describe("against cockatiel's consecutive breaker", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("admits and changes state exactly as it does", async () => {
    const step = fc.oneof(
      fc.constant("succeed" as const),
      fc.constant("fail" as const),
      fc.constantFrom(1, 40, 60, 100).map((ms) => ({ wait: ms })),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 }), async (threshold, steps) => {
        vi.useFakeTimers({ now: 1_000 });
        const clock: Clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
        const ours = new AgentCircuitBreaker({
          agentId: "Reviewer",
          failureThreshold: threshold,
          resetTimeoutMs: 100,
          clock,
        });
        const oracle = circuitBreaker(handleAll, { halfOpenAfter: 100, breaker: new ConsecutiveBreaker(threshold) });
        for (const one of steps) {
          if (typeof one === "object") {
            vi.advanceTimersByTime(one.wait);
            continue;
          }
          const work = (): number => {
            if (one === "fail") throw new Error("failed");
            return 1;
          };
          const mine = await ours.call(work).catch(() => "threw");
          const theirs = await oracle
            .execute(work)
            .catch((error: unknown) => (error instanceof Error && error.message === "failed" ? "threw" : null));
          expect(mine).toBe(theirs);
          expect(ours.state.kind === "open").toBe(oracle.state === CircuitState.Open);
        }
      }),
      { numRuns: 300 },
    );
  });
});
