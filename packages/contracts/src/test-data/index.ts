export { payloadSampler } from "./payload-sampler.js";
