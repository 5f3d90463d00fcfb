/** Forms that contracts are exported in. */
export const EXPORT_FORMS = ["json-schema", "asyncapi", "python", "registry", "markdown"] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];
