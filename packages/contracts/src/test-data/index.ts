export { exampleData, validData, validEntry, validEvent } from "./event-data.js";
export { EntryFault, EventFault, invalidData, invalidEntry, invalidEvent } from "./invalid-data.js";
export { PayloadFault } from "./payload-faults.js";
export { payloadSampler } from "./payload-sampler.js";
