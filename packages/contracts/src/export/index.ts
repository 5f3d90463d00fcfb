export { contractSetOf, type ContractSet, type Export } from "../contract-set.js";
export { ToolError, ToolErrorCode, type ToolFault } from "../tool-error.js";
export { asyncApiDocument, type DocumentInfo } from "./asyncapi.js";
export { type Dialect, jsonSchemaBundle, type JsonObject, payloadSchema } from "./json-schema.js";
export { chainDiagram, eventsMarkdown, markdownReference, streamsMarkdown } from "./markdown.js";
export { pythonModule } from "./python.js";
export { registrySetting, type RegistryPlace } from "./registry.js";
