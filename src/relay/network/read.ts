/**
 * What a tag of a public address says to its contact network. Members are no officers: unlike an officer's commands these
 * tags are recognised from anybody, and what each needs is decided in decide.ts.
 */
import type { Address } from "../../mail/header/addr-spec.ts";

export type NetworkTag =
  /** With the code that stands on paper; "" when none was written. */
  | { readonly kind: "join"; readonly code: string }
  | { readonly kind: "leave" }
  /** From an officer: to all members. */
  | { readonly kind: "all" };

/** A tag with an at sign is somebody whom an officer writes to first (`+join.smith=freemail.example`). */
const JOIN = /^join(?:[._-]+([^=]*))?$/;

/** The network's tags, however a phone writes them; undefined for any other tag, and for none. */
export function readNetworkTag({ localPart }: Address): NetworkTag | undefined {
  const plus = localPart.indexOf("+");
  if (plus <= 0) return undefined;
  const tag = localPart.slice(plus + 1).toLowerCase();
  if (tag === "leave" || tag === "all") return { kind: tag };
  const join = JOIN.exec(tag);
  return join ? { kind: "join", code: codeOf(join[1] ?? "") } : undefined;
}

/** A code as it was made, however it was copied from paper: people write o for 0, i or l for 1, and set it in groups. */
function codeOf(written: string): string {
  return written.replaceAll(/[._-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
