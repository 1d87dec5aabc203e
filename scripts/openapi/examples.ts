/** An example for whatever the contract describes, made from its schema: so that none can be forgotten, or grow old. */
import type { JsonSchema } from "./schemas.ts";

/** By a member's name, where its kind alone would say little. */
const KNOWN: Readonly<Record<string, unknown>> = {
  address: "pta@school.example",
  alias: "anon-7k3m9q2x4wtz@school.example",
  code: "k7m3q9x2",
  destination: "taro@company.example",
  domain: "spam.example",
  effectiveAt: "2027-04-01T00:00:00+09:00",
  join: "class-3a+join.k7m3q9x2@school.example",
  label: "会計",
  mailbox: "hanako@company.example",
  leave: "class-3a+leave@school.example",
  name: "PTA",
  nameSuffix: "（PTA窓口）",
  next: null,
  receivedAs: null,
  replaces: "会計",
  size: 24_680,
  svg: "<svg/>",
  qr: "<svg/>",
  timeZone: "Asia/Tokyo",
  utcOffset: "540",
  version: "0.1.0",
};

const ID = "3f9k2m7qx0b4w8hz";
const MASKED = "t•••@c•••.example";

/** @param name of the member that it is for */
export function exampleOf(schema: JsonSchema, name = ""): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default === null) return null;
  if (schema.enum) return schema.enum.find((value) => value !== "") ?? "";
  if (schema.description?.startsWith("masked") || /•••/.test(String(schema.pattern ?? ""))) return MASKED;
  if (/^\^\[0-9a-z\]\{16\}/.test(String(schema.pattern ?? ""))) return ID;
  if (name in KNOWN && !schema.properties && !schema.items) return KNOWN[name];
  if (schema.anyOf) return exampleOf(schema.anyOf[0] ?? {}, name);
  return ofType(schema, name);
}

function ofType(schema: JsonSchema, name: string): unknown {
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => !(key === "forwardingId" && isAlternative(schema)))
          .map(([key, member]) => [key, exampleOf(member, key)]),
      );
    case "array":
      return [exampleOf(schema.items ?? {}, name)];
    case "boolean":
      return schema.default ?? true;
    case "number":
    case "integer":
      return 1;
    default:
      return ofText(schema, name);
  }
}

function ofText({ format }: JsonSchema, name: string): string {
  if (format === "date-time") return "2027-04-01T00:00:00.000Z";
  if (format === "date") return "2027-04-01";
  return /id$/i.test(name) ? ID : name === "ja" ? "説明" : "text";
}

/** One forwarding, or all that lead to a mailbox: never both. */
function isAlternative({ properties = {}, required = [] }: JsonSchema): boolean {
  return "destination" in properties && !required.includes("destination");
}
