// Reads an AsyncAPI document from standard input and prints what AsyncAPI's own parser says of it. In a process of its
// own, since the conditions that packages are resolved by in a test run are not those that the parser is made for.
import { text } from "node:stream/consumers";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(await text(process.stdin));
const answer = {
  faults: diagnostics
    .filter(({ severity }) => severity === 0)
    .map(({ path, message }) => `${path.join(".")} ${message}`),
  addresses: document?.channels().map((channel) => channel.address()) ?? [],
  messages: document?.allMessages().map((message) => message.name()) ?? [],
};
process.stdout.write(JSON.stringify(answer));
