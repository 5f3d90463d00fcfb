// @ts-nocheck
import { decodeEvent, type EventEnvelope, FieldName } from "@handoff/contracts";
import express from "express";
import jwt, { type JwtPayload } from "jsonwebtoken";
import Stripe from "stripe";
import { Payments, payments } from "./streams.js";

const app = express();
const stripe = new Stripe(process.env["STRIPE_KEY"]);

// The provider's event is the provider's: its type says so.
app.post("/webhooks/stripe", async (req, res) => {
  const event: Stripe.Event = stripe.webhooks.constructEvent(req.body, req.headers["stripe-signature"], secret());
  if (event["type"] === "charge.refunded") await refunds.confirm(event.data.object["id"]);
  res.sendStatus(200);
});

// Query strings and headers have names of their own.
app.get("/payments", async (req, res) => {
  const order = req.query["order"];
  const headers = req.headers;
  res.json(await ledger.page({ order, since: req.query["timestamp"], tenant: headers["x-tenant"] }));
});

// A token's claims.
export function subjectOf(token) {
  const payload = jwt.verify(token, secret()) as JwtPayload;
  if (payload["type"] !== "access") throw new Error("An access token is needed.");
  return payload["sub"];
}

// Dots on a weak name are left alone: it may be anything.
export function total(order) {
  return order.quantity * order.price + order.shipping;
}

// Brackets on a weak name are not.
export function totalOf(order) {
  return order["quantity"] * order["price"]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A form has fields that a browser named.
app.post("/payments/new", async (req, res) => {
  const fields = new URLSearchParams(req.rawBody);
  const data: FormData = await req.formData();
  await ledger.open(fields.get("symbol"), data.get("price"));
  res.redirect("/payments");
});

// An event read from the stream is a payload, also in the middle of a web server.
app.get("/payments/:id/last", async (req, res) => {
  const [entry] = await payments.xrevrange(Payments.SETTLED, "+", "-", "COUNT", 1);
  const event = decodeEvent(entry);
  res.json({ type: event.type, at: event["timestamp"], total: event[FieldName.PRICE] }); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
});

// A request's body becomes an event: the object is annotated, so its keys are the contract's.
app.post("/refunds", async (req, res) => {
  const event: EventEnvelope = {
    type: "refund_requested", // expect: no-raw-string-key rawKey
    [FieldName.TRACE_ID]: crypto.randomUUID(),
    [FieldName.DATA]: { order_id: req.body.orderId, [FieldName.QUANTITY]: Number(req.body.amount) }, // expect: no-raw-string-key rawKey
  };
  await payments.xadd(Payments.REFUNDS, "*", event);
  res.status(202).json({ type: "accepted", order_id: req.body.orderId });
});

// A body cast to the contract's type is the contract's.
app.put("/refunds/:id", async (req, res) => {
  const draft = req.body as Partial<EventEnvelope>;
  res.json({ ok: draft.type !== undefined && draft?.data !== undefined }); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
});

// An error handler sees errors.
app.use((error, req, res, next) => {
  const { code, message } = error;
  res.status(error["status"] ?? 500).json({ error: { code, message, type: error.type } });
});

// Response objects of a fetch under an innocent name.
export async function exchangeRate(base) {
  const response = await fetch(`https://rates.example/${base}`);
  const rates = await response.json();
  return rates["price"] ?? rates.data["price"];  // expect: no-raw-string-key rawKey
}

// The foreign shape is declared so where it enters.
export async function bankAccount(iban) {
  /* handoff-external: the bank's interface */
  const data = await (await fetch(`https://bank.example/${iban}`)).json();
  return { owner: data["owner"], currency: data["symbol"] };
}

// An idempotency cache is a Map; what it is called does not matter.
const execution = new Map();
export function once(key, run) {
  if (!execution.has("warm")) execution.set("warm", true);
  return execution.get(key) ?? execution.set(key, run()).get(key);
}
