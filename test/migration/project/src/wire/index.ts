export { decodeEvent, sendEvent, toFields } from "./codec.js";
export { describeEvent, hasLimit, isSignal, notional, worstPrice } from "./guards.js";
export type * from "./events.js";
