import type { JsonObject } from "./json-schema.js";

/** Words that cannot be the name of an attribute in Python. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

const SIMPLE: Readonly<Record<string, string>> = {
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  null: "None",
};

/** The Python types of JSON Schemas: a TypedDict for every object, named by where it stands. */
export class PythonTypes {
  /** Definitions, each after those that it is made of. */
  readonly definitions: string[] = [];
  readonly #taken = new Set<string>();
  /** Names of what a payload refers to within itself. */
  readonly #named = new Map<JsonObject, string>();
  #root: JsonObject = {};

  /** A name that no other type has: the wanted one, or that one numbered. */
  reserve(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}${String(count)}`;
    this.#taken.add(name);
    return name;
  }

  /** Defines the type of a whole payload and returns its name. */
  payload(name: string, schema: JsonObject): string {
    this.#root = schema;
    return this.#defined(name, schema);
  }

  /** A TypedDict as text; a property `{ $ref: <name> }` without `#` is of the type of that name. */
  typedDict(name: string, schema: JsonObject): string {
    const required = (schema["required"] ?? []) as readonly string[];
    const members = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>).map(
      ([key, property]) => {
        const type = this.#typeOf(`${name}${pascal(key)}`, property);
        const meaning = typeof property["description"] === "string" ? [`#: ${oneLine(property["description"])}`] : [];
        return { key, type: required.includes(key) ? type : `NotRequired[${type}]`, meaning };
      },
    );
    const description = typeof schema["description"] === "string" ? schema["description"] : "";
    if (members.every(({ key }) => isAttribute(key))) {
      const lines = members.flatMap(({ key, type, meaning }) => [...meaning, `${key}: ${type}`]);
      const body = [...(description === "" ? [] : [docstring(description), ""]), ...lines.map((line) => `    ${line}`)];
      return [`class ${name}(TypedDict):`, ...(body.length === 0 ? ["    pass"] : body), ""].join("\n");
    }
    // A key that is no name in Python can only stand as text; then so do the types, which may come later.
    const entries = members.flatMap(({ key, type, meaning }) => [
      ...meaning.map((line) => `        ${line}`),
      `        ${literal(key)}: ${literal(type)},`,
    ]);
    return [`${name} = TypedDict(`, `    ${literal(name)},`, "    {", ...entries, "    },", ")", ""].join("\n");
  }

  #defined(wanted: string, schema: JsonObject): string {
    const known = this.#named.get(schema);
    if (known !== undefined) return known;
    const name = this.reserve(wanted);
    this.#named.set(schema, name);
    const isObject = schema["properties"] !== undefined;
    const text = isObject ? this.typedDict(name, schema) : `${name} = ${this.#typeOf(name, schema, true)}\n`;
    this.definitions.push(text);
    return name;
  }

  #typeOf(name: string, schema: JsonObject, isAlias = false): string {
    const reference = schema["$ref"];
    if (typeof reference === "string") return this.#referred(name, reference, isAlias);
    if (schema["const"] !== undefined) return literalType([schema["const"]]);
    if (Array.isArray(schema["enum"])) return literalType(schema["enum"] as readonly unknown[]);
    const options = (schema["oneOf"] ?? schema["anyOf"]) as readonly JsonObject[] | undefined;
    if (options !== undefined) {
      const types = options.map((option, index) =>
        this.#typeOf(`${name}${optionName(option, index)}`, option, isAlias),
      );
      return `Union[${[...new Set(types)].join(", ")}]`;
    }
    const type = schema["type"];
    if (type === "array") return this.#list(name, schema, isAlias);
    if (schema["properties"] !== undefined) return quotedIf(isAlias, this.#defined(name, schema));
    if (type === "object") {
      const values = schema["additionalProperties"];
      const isTyped = typeof values === "object" && values !== null;
      return `dict[str, ${isTyped ? this.#typeOf(`${name}Value`, values as JsonObject, isAlias) : "Any"}]`;
    }
    return typeof type === "string" ? (SIMPLE[type] ?? "Any") : "Any";
  }

  #list(name: string, schema: JsonObject, isAlias: boolean): string {
    const items = [...((schema["prefixItems"] ?? []) as readonly JsonObject[]), schema["items"]].filter(
      (item): item is JsonObject => typeof item === "object" && item !== null,
    );
    const types = items.map((item, index) =>
      this.#typeOf(`${name}Item${index === 0 ? "" : String(index)}`, item, isAlias),
    );
    const distinct = [...new Set(types)];
    if (distinct.length === 0) return "list[Any]";
    return `list[${distinct.length === 1 ? distinct.join("") : `Union[${distinct.join(", ")}]`}]`;
  }

  #referred(name: string, reference: string, isAlias: boolean): string {
    if (!reference.startsWith("#")) return quotedIf(isAlias, reference);
    const steps = reference.slice(1).split("/").slice(1);
    const found = steps.reduce<JsonObject>((place, step) => place[step] as JsonObject, this.#root);
    return quotedIf(isAlias, this.#defined(name, found));
  }
}

/** `lab_result.v2` → `LabResultV2`. */
export function pascal(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** A JSON value as Python spells it. */
export function literal(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === null ? "None" : JSON.stringify(value);
}

export function docstring(text: string): string {
  return `    """${oneLine(text).replaceAll("\\", "\\\\").replaceAll('"""', "'''").replace(/"$/, '\\"')}"""`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function isAttribute(key: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(key) && !KEYWORDS.has(key) && !key.startsWith("__");
}

/** Python's Literal takes no floats. */
function literalType(values: readonly unknown[]): string {
  const isFloat = (value: unknown): boolean => typeof value === "number" && !Number.isInteger(value);
  return values.some(isFloat) ? "float" : `Literal[${values.map(literal).join(", ")}]`;
}

/** The option of a union by what tells it apart, else by its place. */
function optionName(option: JsonObject, index: number): string {
  const properties = Object.values((option["properties"] ?? {}) as Readonly<Record<string, JsonObject>>);
  const mark = properties.map((property) => property["const"]).find((value) => typeof value === "string");
  return typeof mark === "string" && pascal(mark) !== "" ? pascal(mark) : String(index + 1);
}

/** A type that an alias names may only be defined later. */
function quotedIf(isAlias: boolean, name: string): string {
  return isAlias ? literal(name) : name;
}
