// @ts-nocheck
import { randomUUID } from "node:crypto";
import { FieldName, Stream } from "@handoff/contracts";
import { AgentCircuitBreaker, AgentStateRegistry } from "@handoff/runtime";
import { createClient } from "redis";
import { Garage } from "./streams.js";

// Signs of life through a helper of the base; the end is reached on every path by `finally`.
export class BrakeAgent {
  state = new AgentStateRegistry(this.redis);

  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    try {
      const incoming = event[FieldName.TRACE_ID];
      const current = randomUUID();
      this.logger.info({ incoming, current });
      await this.client.xAdd(Garage.JOBS, "*", { [FieldName.SYMBOL]: event[FieldName.SYMBOL], [FieldName.TRACE_ID]: current });
    } finally {
      await this.state.updateHeartbeat(this.agentId);
    }
  }
}

// Recorded after the work is not recorded before it.
export class TyreAgent {
  async processEvent(event) { // expect: require-agent-state missingRecord
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ incoming, current });
    await this.doWork(event, current);
    await this.state.recordEvent(this.agentId);
    await this.state.updateHeartbeat(this.agentId);
  }

  async doWork(event, current) {
    await this.garage.rotate(event[FieldName.SYMBOL], current);
  }
}

// No heartbeat at all.
export class OilAgent {
  async processEvent(event) { // expect: require-agent-state missingHeartbeat
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ incoming, current });
    await this.doWork(event, current);
  }

  async doWork(event, current) {
    await this.garage.change(event[FieldName.SYMBOL], current);
  }
}

// A heartbeat in one arm of an if.
export class BatteryAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    const current = randomUUID();
    this.logger.info({ incoming, current });
    if (event[FieldName.SCORE] < 0.3) {
      await this.client.xAdd(Garage.JOBS, "*", { [FieldName.TYPE]: "battery", [FieldName.TRACE_ID]: current });
      return; // expect: require-agent-state missingHeartbeat
    }
    await this.state.updateHeartbeat(this.agentId);
  }
}

// A thrown error is no normal end.
export class EngineAgent {
  async processEvent(event) {
    await this.state.recordEvent(this.agentId);
    const incoming = event[FieldName.TRACE_ID];
    if (incoming === undefined) throw new Error("An event without a trace.");
    const current = randomUUID();
    this.logger.info({ incoming, current });
    await this.garage.overhaul(event[FieldName.SYMBOL], current);
    void this.state.updateHeartbeat(this.agentId);
  }
}

// Only `handle`: the entry of a hand-written agent that has no processEvent.
export class WindscreenAgent {
  async handle(event) { // expect: require-agent-state missingState
    const offer = await this.market.offerFor(event[FieldName.DATA]);
    return { [FieldName.SYMBOL]: event[FieldName.SYMBOL], [FieldName.PRICE]: offer.net };
  }
}

// The overridden entry calls the inherited one, which keeps state and hands off.
export class TachographAgent extends BaseAgent {
  async processEvent(event) {
    if (event[FieldName.TYPE] === "heartbeat") this.seen += 1;
    return super.processEvent(event);
  }
}

// The breaker: a catch around its call that neither rethrows nor gives the event up.
const breaker = new AgentCircuitBreaker({ failureThreshold: 3 });
export async function towed(event) {
  try {
    return await breaker.call(() => towing.order(event[FieldName.SYMBOL]));
  } catch (error) { // expect: no-swallowed-event swallowedEvent
    return null;
  }
}

// A catch around something else in a function that is no handler.
export async function warmUp(client) {
  try {
    await client.ping();
  } catch {
    return false;
  }
  return true;
}

// Positions, orders and grades of a garage: brackets with numbers, members with dots.
export function bay(position, order) {
  return [position[0], position[1], order.bay, order.length];
}

// node-redis: the hash of a vehicle.
export async function mileage(id) {
  const client = createClient();
  const vehicle = await client.hGetAll(`vehicle:${id}`);
  await client.hSet(`vehicle:${id}`, { symbol: id, [FieldName.TIMESTAMP]: new Date().toISOString() }); // expect: no-raw-string-key rawKey
  return Number(vehicle.quantity); // expect: no-raw-string-key rawKey
}

// Group and stream in node-redis' own order.
export async function ensureGroup(client) {
  await client.xGroupCreate("decisions", "execution_agents", "$", { MKSTREAM: true }); // expect: no-raw-stream-name rawStreamName, no-raw-stream-name rawGroupName
  await client.xGroupCreate(Stream.DECISIONS, "garage_agents", "$", { MKSTREAM: true }); // expect: no-raw-stream-name unknownGroup
}
