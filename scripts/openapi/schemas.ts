/** The contract's schemas as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { AddressAnswer, AddressChange, NewAddress } from "../../src/admin/contract/addresses.ts";
import { AliasAnswer } from "../../src/admin/contract/aliases.ts";
import {
  ForwardingAnswer,
  ForwardingChange,
  Handover,
  NewForwarding,
  WelcomeAnswer,
} from "../../src/admin/contract/forwardings.ts";
import { AuditEntry, JournalEntry, StatsAnswer } from "../../src/admin/contract/records.ts";

import { ReplyFromAnswer } from "../../src/admin/contract/reply-from.ts";
import type { Schema } from "../../src/admin/contract/route.ts";

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** Shapes that have a name of their own, so that generated clients have a type for each. */
const NAMED: Readonly<Record<string, Schema>> = {
  Address: AddressAnswer,
  NewAddress,
  AddressChange,
  Forwarding: ForwardingAnswer,
  NewForwarding,
  ForwardingChange,
  Handover,
  Welcome: WelcomeAnswer,
  ReplyFrom: ReplyFromAnswer,
  Alias: AliasAnswer,
  JournalEntry,
  Stats: StatsAnswer,
  AuditEntry,
};

const INPUTS = new Set<Schema>([NewAddress, AddressChange, NewForwarding, ForwardingChange, Handover]);

export function namedSchemas(): Record<string, JsonSchema> {
  const named = Object.entries(NAMED).map(([name, schema]) => [name, plainSchema(schema, modeOf(schema), {})] as const);
  return Object.fromEntries(named);
}

function modeOf(schema: Schema): Mode {
  return INPUTS.has(schema) ? "input" : "output";
}

type Mode = "input" | "output";

export function schemaOf(schema: Schema, mode: Mode): JsonSchema {
  return plainSchema(schema, mode, NAMED);
}

/** With nothing referred to, for what looks into it. */
export function wholeSchemaOf(schema: Schema, mode: Mode): JsonSchema {
  return plainSchema(schema, mode, {});
}

/** Our own checks have no counterpart in JSON Schema; where they matter the field's description says it in words. */
function plainSchema(schema: Schema, typeMode: Mode, definitions: Readonly<Record<string, Schema>>): JsonSchema {
  const {
    $schema: _,
    $defs: __,
    ...plain
  } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode,
    definitions,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    ignoreActions: ["check", "trim", "raw_transform", "transform"],
  });
  // The library knows keywords that we never use; the page reads only those of our own type.
  return plain as unknown as JsonSchema;
}
