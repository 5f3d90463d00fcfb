// @ts-nocheck
"use strict";

const { randomUUID } = require("node:crypto");
const { decodeEvent, FieldName, Stream } = require("@handoff/contracts");
const Redis = require("ioredis");
const _ = require("lodash");
const { Farm } = require("./streams.cjs");

const redis = new Redis();

// A plain object of functions is a module in CommonJS; the free handler does its steps.
async function processEvent(event) {
  const incoming = event[FieldName.TRACE_ID];
  const current = randomUUID();
  console.info("agent handoff", { incoming, current });
  await redis.xadd(Farm.RESULTS, "*", { [FieldName.TYPE]: "built", [FieldName.TRACE_ID]: current });
}

// A job read from the stream, its keys by hand.
function jobOf(entry) {
  const job = decodeEvent(entry);
  const { trace_id: trace, data } = job; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  return { trace, commit: data.commit, runner: data["agent"] }; // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey
}

// Environment, arguments, the manifest of a package.
function context(argv) {
  const manifest = require("./package.json");
  return { agent: process.env.AGENT ?? process.env["agent"], type: manifest["type"], error: argv["error"] };
}

// A cache of artefacts under a payload's name.
const position = new Map();
function cached(key) {
  if (position.has("side")) position.delete("side");
  return position.get(key);
}

// What a child process says.
function onChild(child) {
  child.on("message", (message) => log(message["type"])); // expect: no-raw-string-key rawKey
  child.on("exit", (code, signal) => log(code ?? signal));
  child.stdout.on("data", (data) => log(data.toString("utf8"), data.length));
}

// A lodash path over configuration, and over a job.
function timeoutOf(config, job) {
  const event = decodeEvent(job);
  return _.get(config, "agent.timeout") ?? _.get(event, "execution_time_ms"); // expect: no-raw-string-key rawKey
}

// The whole job goes to the queue of the next farm, spelt by hand.
async function enqueue(job) {
  await redis.xadd("decisions", "*", "type", "build", "trace_id", randomUUID()); // expect: no-raw-stream-name rawStreamName, no-raw-string-key rawKey, no-raw-string-key rawKey
  await redis.lpush("builds", JSON.stringify({ type: "build", trace_id: job.id }));
}

// A callback of the driver's: rows all the same.
function slowest(db, done) {
  db.query("select * from builds order by execution_time_ms desc", (error, result) => done(error, result));
  return db.query("select 1").then((result) => result.rowCount);
}

// An array of a worker's steps, reduced.
async function totals(db) {
  const { rows } = await db.query("select agent, execution_time_ms from steps");
  return rows.reduce((sum, step) => sum + step.execution_time_ms, 0); // expect: no-raw-string-key rawKey
}

// Properties of functions and of exports.
jobOf.agent = "farm";
module.exports = { processEvent, jobOf, context, cached, onChild, type: "commonjs" };
exports.symbol = Symbol.for("farm");
module.exports.order = { enqueue, timeoutOf, slowest, totals };
