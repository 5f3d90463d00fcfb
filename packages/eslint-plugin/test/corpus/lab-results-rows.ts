// @ts-nocheck
import { FieldName } from "@handoff/contracts";
import pg from "pg";
import mysql from "mysql2/promise";

const pool = new pg.Pool();

// Rows of pg by `rows`: destructured, indexed, looped over.
export async function pendingResults(ward) {
  const { rows } = await pool.query("select * from results where ward = $1 and verified_at is null", [ward]);
  const pending = [];
  for (const row of rows) {
    if (row["score"] === null) continue; // expect: no-raw-string-key rawKey
    pending.push({ id: row.result_id, at: row.timestamp }); // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey
  }
  return pending;
}

// What the driver says about the statement is no row.
export async function markVerified(ids) {
  const result = await pool.query("update results set verified_at = now() where id = any($1)", [ids]);
  if (result.rowCount !== ids.length) throw new Error(`${result.command}: ${result.rowCount} of ${ids.length}`);
  return result.fields.map((field) => field.name);
}

// The element of an array method's callback is a row, and so is what `find` returns.
export async function worstDelta(patient) {
  const result = await pool.query("select * from deltas where patient = $1", [patient]);
  const scores = result.rows.map((r) => r.score); // expect: no-raw-string-key rawKey
  const open = result.rows.filter((r) => r["closed_at"] === null); // expect: no-raw-string-key rawKey
  const first = open.find((r) => r[FieldName.SCORE] === Math.max(...scores));
  return first?.symbol; // expect: no-raw-string-key rawKey
}

// mysql2 answers with a pair: the first is the rows, the second describes columns.
export async function lotsOf(connection: mysql.Connection, analyte: string) {
  const [rows, columns] = await connection.query("select * from lots where analyte = ?", [analyte]);
  const names = columns.map((column) => column.name);
  return rows.map((lot) => [lot.symbol, lot.quantity, names.length]); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// An insert's answer has members of its own.
export async function addLot(connection: mysql.Connection, lot: Lot) {
  const [answer] = await connection.execute("insert into lots values (?, ?)", [lot.symbol, lot.quantity]);
  return lot;
}

// A typed mapper is where the names of columns meet the registry; its rows are read through it.
export async function controlChart(client) {
  const { rows } = await client.query("select symbol, score, candle_time from controls");
  return rows.map((r) => ({ level: r[FieldName.SYMBOL], value: r[FieldName.SCORE], at: r[FieldName.CANDLE_TIME] }));
}

// Rows handed to a local function stay rows.
export async function report(client) {
  const { rows } = await client.query("select * from results");
  return rows.map(line).concat(line(rows[0]));
}

function line(entry) {
  return `${entry.symbol}: ${entry["confidence"]}`; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// The driver's names are declared foreign where they are read.
export async function tableSizes(client) {
  /* handoff-external */
  const { rows } = await client.query("select relname, reltuples from pg_class");
  return Object.fromEntries(rows.map((r) => [r.relname, r["reltuples"]]));
}

// A typed query builder has its own property names.
export async function recentPanels(prisma) {
  const panels = await prisma.panel.findMany({ where: { symbol: "CBC" } });
  return panels.map((panel) => ({ symbol: panel.symbol, score: panel.score }));
}

// Binds of a statement are the statement's.
export async function insertResult(knex, value) {
  await knex("results").insert({ symbol: "K", score: value, timestamp: knex.fn.now() });
  await knex.raw("update results set score = :score", { score: value });
}

// A function that promises a row says what its callers hold.
async function newest(client): Promise<DbRow> {
  return (await client.query("select * from results order by timestamp desc limit 1")).rows[0];
}

export async function newestScore(client) {
  const result = await newest(client);
  return result.score; // expect: no-raw-string-key rawKey
}

// "in" and its cousins ask for a key as well.
export async function completeness(client) {
  const { rows } = await client.query("select * from results");
  return rows.every((r) => "symbol" in r && Object.hasOwn(r, "score") && r.hasOwnProperty("ward")); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key unregisteredKey
}
