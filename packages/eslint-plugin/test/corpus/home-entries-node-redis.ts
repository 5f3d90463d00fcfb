// @ts-nocheck
// Parcels on their way: node-redis spells its commands in camel case and takes entries as objects.
import { createClient } from "redis";

const client = createClient();
const PARCELS = { STREAMS: { SCANS: "parcel:scans", LOG: "parcel:log" } };

/** Everything that is added goes through here. */
const addToStream = async (message, streamKey) => {
  const id = "*";
  await client.xAdd(streamKey, id, message);
};

export async function nextStation(message: ParcelMessage) {
  const stations = JSON.parse(message.stations);
  await addToStream(
    {
      ...message,
      action: stations[0], // expect: no-raw-string-key rawKey
      stations: JSON.stringify(stations.slice(1)), // expect: no-raw-string-key unregisteredKey
    },
    PARCELS.STREAMS.SCANS,
  );
}

export async function trimmedLog(text: string, longest?: number) {
  let options = {};
  if (longest !== undefined) {
    options = { TRIM: { strategy: "MAXLEN", strategyModifier: "~", threshold: longest } };
  }
  const line = { text, depot: "north" }; // expect: no-raw-string-key unregisteredKey, no-raw-string-key unregisteredKey
  await client.xAdd(PARCELS.STREAMS.LOG, "*", line, options);
}

export async function listen(group: string, consumer: string) {
  const replies = await client.xReadGroup(
    group,
    consumer,
    [{ key: PARCELS.STREAMS.SCANS, id: ">" }],
    { COUNT: 10, BLOCK: 5 },
  );
  for (const reply of replies ?? []) {
    for (const item of reply.messages) {
      await handlerOf(item.message.action)(item.message, item.id); // expect: no-raw-string-key rawKey
      await client.xAck(reply.name, group, item.id);
    }
  }
}

/** A client of our own has commands of the same name, and messages of its own. */
export async function* scans(own: ScanClient, span: Span, streams: Cursor[]) {
  const scanned = await own.xReadGroup(span.context(), streams, "sorters", "s1", 100, 5000, "body", "kind");
  for (const scan of scanned) {
    streams.find((each) => each.name === scan.streamName).id = scan.messageId;
    yield scan.body;
  }
}
