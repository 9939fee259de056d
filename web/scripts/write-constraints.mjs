// Reads openapi.json and writes, for every request body, what each of its fields must be like. The forms ask nothing else.
import { readFileSync, writeFileSync } from "node:fs";

const source = process.argv[2] ?? "openapi.json";
const document = JSON.parse(readFileSync(source, "utf8"));
const kept = ["minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "enum", "format"];

function resolve(schema) {
  if (!schema) return {};
  if (schema.$ref) {
    const { $ref, ...beside } = schema;
    return {
      ...resolve(
        $ref
          .split("/")
          .slice(1)
          .reduce((node, key) => node?.[key], document),
      ),
      ...beside,
    };
  }
  return schema;
}

/** Flattens "string or null" and the like into one schema that says whether it may be null. */
function plain(schema) {
  const resolved = resolve(schema);
  const { oneOf, anyOf, ...beside } = resolved;
  const choices = oneOf ?? anyOf;
  if (choices) {
    const rest = choices.map(plain);
    const nullable = rest.some((choice) => choice.type === "null" || choice.nullable);
    const filled = rest.filter((choice) => choice.type !== "null");
    const merged = Object.assign({}, ...filled.toReversed());
    return { ...merged, ...beside, nullable: nullable || undefined };
  }
  if (resolved.allOf) return Object.assign({}, ...resolved.allOf.map(plain));
  if (Array.isArray(resolved.type)) {
    const types = resolved.type.filter((type) => type !== "null");
    return { ...resolved, type: types[0], nullable: types.length < resolved.type.length || undefined };
  }
  return resolved;
}

function collect(schema, prefix, fields, depth) {
  if (depth > 3) return;
  const object = plain(schema);
  for (const [name, property] of Object.entries(object.properties ?? {})) {
    const field = plain(property);
    const constraint = {};
    if (object.required?.includes(name)) constraint.required = true;
    if (field.nullable) constraint.nullable = true;
    if (field.type && field.type !== "object" && field.type !== "array") constraint.type = field.type;
    for (const key of kept) if (field[key] !== undefined) constraint[key] = field[key];
    if (constraint.enum) constraint.enum = constraint.enum.filter((value) => value !== null);
    fields[prefix + name] = constraint;
    if (field.type === "array") collect(field.items, `${prefix}${name}.*.`, fields, depth + 1);
    else if (field.properties) collect(field, `${prefix}${name}.`, fields, depth + 1);
  }
}

const operations = {};
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const body = operation?.requestBody?.content?.["application/json"]?.schema;
    if (!body) continue;
    const fields = {};
    collect(body, "", fields, 0);
    operations[`${method.toUpperCase()} ${path.replace(/\{[^}]+\}/g, "{id}")}`] = fields;
  }
}

const wanted = [
  "contacts",
  "tickets",
  "ticket_series",
  "products",
  "customer_services",
  "users",
  "organisation",
  "api_keys",
  "auth",
  "me",
  "reseller",
  "branding",
  "support_grants",
  "refunds",
];
const chosen = Object.fromEntries(
  Object.entries(operations)
    .filter(([key]) => wanted.some((name) => key.includes(`/api/${name}`)) && !key.endsWith("/bulk"))
    .toSorted(([a], [b]) => a.localeCompare(b)),
);
writeFileSync(
  "src/api/constraints.gen.ts",
  `// Written by scripts/write-constraints.mjs from openapi.json; not edited by hand.
export type Constraint = {
  required?: boolean;
  nullable?: boolean;
  type?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  enum?: readonly string[];
};

export const constraints: Record<string, Record<string, Constraint>> = ${JSON.stringify(chosen, null, 1)};
`,
);
