// @ts-nocheck
import { FieldName } from "@handoff/contracts";
import config, { order as importedOrder } from "./config.js";
import { get, pick } from "lodash";
import _ from "lodash";

const K = "side";
const PARTS = "si" + "de";
const Column = { SIDE: "side", OTHER: "other" } as const;
enum Key {
  Symbol = "symbol",
}

export function weak(data, pos, lastOrder, order_row, ctx, props, item) {
  const side = data.get("side") || data.get("action"); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  const symbol = pos["symbol"]; // expect: no-raw-string-key rawKey
  pos.symbol;
  lastOrder["side"]; // expect: no-raw-string-key rawKey
  order_row["side"]; // expect: no-raw-string-key rawKey
  data[K]; // expect: no-raw-string-key rawKey
  data[PARTS]; // expect: no-raw-string-key rawKey
  data["si" + "de"]; // expect: no-raw-string-key rawKey
  data[Column.SIDE]; // expect: no-raw-string-key registryAlias
  data[Column.OTHER]; // expect: no-raw-string-key registryAlias
  data[Key.Symbol]; // expect: no-raw-string-key registryAlias
  let k = "side";
  data[k]; // expect: no-raw-string-key rawKey
  data["side"] = 1; // expect: no-raw-string-key rawKey
  data["indicators"]["rsi"]; // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  data[0];
  data["0"];
  data[Symbol.iterator];
  data["length"];
  ctx.event["side"]; // expect: no-raw-string-key rawKey
  props.order["side"];
  item["side"];
  item.get("side");
  const d = data;
  d["side"]; // expect: no-raw-string-key rawKey
  get(data, "side"); // expect: no-raw-string-key rawKey
  _.get(data, "indicators.rsi"); // expect: no-raw-string-key rawKey
  _.has(data, ["indicators", "rsi"]); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
  pick(data, ["side"]); // expect: no-raw-string-key rawKey
  const F = FieldName;
  const { SIDE } = FieldName;
  data[F.SIDE] + data[SIDE] + data[FieldName["SIDE"]];
  return { side, symbol };
}

export function against(event: MouseEvent, row: Row, message: string, payload: unknown) {
  event["clientX"];
  row["a"];
  message["side"];
  payload["side"]; // expect: no-raw-string-key rawKey
  importedOrder["side"];
  config.order["side"];
  process.env.data["x"];
  const order = new Map();
  order.get("side");
  const [data, setData] = useState({});
  data["side"];
  const position = [1, 2];
  position["side"];
  (payload as Foreign)["side"];
  element.addEventListener("message", (event) => event.data["side"]);
  emitter.on("tick", (event) => event["side"]);
  emitter.on("tick", (signal) => signal["confidence"]); // expect: no-raw-string-key rawKey
  socket.onmessage = (event) => event.data["side"];
}

export function dynamic(data, key, k = "side") {
  for (const each of ["side", "symbol"]) data[each];
  return data[key] + data[k];
}

/* handoff-external */
export function fromBroker(order) {
  return order["broker_side"];
}

export function mixed(/* handoff-external */ order, event) {
  // handoff-external
  const payload = JSON.parse(order.body);
  payload["broker_side"];
  order["broker_side"];
  event["side"]; // expect: no-raw-string-key rawKey
}

export async function answers(schema, raw) {
  const result = schema.safeParse(raw);
  result.data["first"];
  const response = await http.get("/orders");
  response.data["first"];
  await bus.publish({ id: 1, data: raw });
  await bus.publish("topic", { data: raw });
}
