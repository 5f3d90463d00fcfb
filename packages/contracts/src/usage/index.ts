export { analyseUsage, type UsageOptions } from "./analyse-usage.js";
export { baselineOf, changesSince, readBaseline, type UsageBaseline, writeBaseline } from "./baseline.js";
export { usageMarkdown, usagePicture } from "./report.js";
export {
  type FieldUsage,
  type ProjectOptions,
  type Unseen,
  type Usage,
  type UsageFinding,
  UsageRule,
} from "./usage.js";
