// @ts-nocheck
import type { EventEnvelope } from "@handoff/contracts";
import { FieldName } from "@handoff/contracts";
import { useEffect, useReducer, useState } from "react";
import { LineChart } from "./charts.js";

interface ParcelProps {
  readonly order: Order;
  readonly position: [number, number];
}

// Props, however they are called.
export function ParcelRow(props) {
  const { order, position } = props;
  return (
    <tr data-side={props.order["side"]}>
      <td>{order["symbol"]}</td>
      <td>{position["price"]}</td>
    </tr>
  );
}

// Props destructured in the head, with a type of the component's own.
export function ParcelMarker({ order, position }: ParcelProps) {
  return <Marker at={position} title={order["symbol"]} side={order.side} />;
}

// State of a component.
export function Filter() {
  const [order, setOrder] = useState({ symbol: "", side: "left" });
  const [position] = useState(null);
  return <input value={order["symbol"]} name={position?.["side"]} onChange={() => setOrder({ ...order, side: "right" })} />;
}

// A DOM event, annotated, and one that addEventListener hands over.
export function useDrag(element: HTMLElement, move: (data: string) => void) {
  useEffect(() => {
    const onDrop = (event: DragEvent) => move(event["type"] + event.dataTransfer.getData("symbol"));
    element.addEventListener("drop", onDrop);
    element.addEventListener("message", (event) => move(event.data["symbol"]));
    return () => element.removeEventListener("drop", onDrop);
  }, [element, move]);
}

// The position that a browser reports has a type.
export function locate(position: GeolocationPosition) {
  return [position["coords"].latitude, position["timestamp"]];
}

// A reducer's action carries a payload that has nothing to do with ours.
export const parcels = createSlice({
  name: "parcels",
  reducers: {
    moved(state, action: PayloadAction<{ symbol: string; side: string }>) {
      state[action.payload.symbol] = action.payload.side;
    },
  },
});

// Points of a chart.
export function DelayChart({ days }: { days: Day[] }) {
  const data = days.map((day) => ({ x: day.date, y: day.delay, type: "bar" }));
  return <LineChart data={data} options={{ position: "top", order: 1, side: "left" }} />;
}

// Styles have an order and a position.
export const panel = {
  position: "absolute",
  order: 2,
  data: { side: "left" },
} as const;

// An event of ours shown in the browser is one of ours still.
export function LastScan({ event }: { event: EventEnvelope }) {
  const at = event[FieldName.TIMESTAMP];
  return (
    <time dateTime={at} title={event["type"] // expect: no-raw-string-key rawKey
    }>
      {event[FieldName.TYPE]}
    </time>
  );
}

// So is one that came over a socket and was parsed to a contract's type.
export function useLiveScans(socket, show) {
  useEffect(() => {
    socket.onmessage = ({ data: text }) => {
      const scan = JSON.parse(text) as EventEnvelope;
      show(scan.data.symbol, scan.trace_id); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey, no-raw-string-key rawKey
    };
  }, [socket, show]);
}

// Attributes of an element are spelt as the element spells them.
export function Label({ symbol, side }: { symbol: string; side: "left" | "right" }) {
  return <span role="note" aria-label={symbol} style={{ order: side === "left" ? 0 : 1 }} data-type="label" />;
}

// A table of rows that a hook typed.
export function ScanTable({ rows }: { rows: readonly ScanRow[] }) {
  return <ul>{rows.map((row) => <li key={row.id}>{row["symbol"]}</li>)}</ul>;
}
