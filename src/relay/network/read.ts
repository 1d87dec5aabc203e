/**
 * What a tag of a public address says to its contact network. Members are no officers: unlike an officer's commands these
 * tags are recognised from anybody, and what each needs is decided in decide.ts.
 */
import type { Address } from "../../mail/header/addr-spec.ts";

export type NetworkTag =
  /** With the code that stands on paper; "" when none was written. */
  | { readonly kind: "join"; readonly code: string }
  | { readonly kind: "leave" }
  /** From an officer: to all members, or a question to all. */
  | { readonly kind: "all" }
  | { readonly kind: "ask" }
  /** To a survey: from a member, or a word of its officer's. */
  | { readonly kind: "answer"; readonly word: string; readonly verb: SurveyVerb | undefined };

export type SurveyVerb = "tally" | "remind" | "close";

const VERBS: readonly SurveyVerb[] = ["tally", "remind", "close"];
const ANSWER = /^ask\.([0-9a-z]+)(?:\.(tally|remind|close))?$/;

/** A tag with an at sign is somebody whom an officer writes to first (`+join.smith=freemail.example`). */
const JOIN = /^join(?:[._-]+([^=]*))?$/;

/** The network's tags, however a phone writes them; undefined for any other tag, and for none. */
export function readNetworkTag({ localPart }: Address): NetworkTag | undefined {
  const plus = localPart.indexOf("+");
  if (plus <= 0) return undefined;
  const tag = localPart.slice(plus + 1).toLowerCase();
  if (tag === "leave" || tag === "all" || tag === "ask") return { kind: tag };
  const [, word, verb] = ANSWER.exec(tag) ?? [];
  if (word) return { kind: "answer", word, verb: VERBS.find((one) => one === verb) };
  const join = JOIN.exec(tag);
  return join ? { kind: "join", code: codeOf(join[1] ?? "") } : undefined;
}

/** A code as it was made, however it was copied from paper: people write o for 0, i or l for 1, and set it in groups. */
function codeOf(written: string): string {
  return written.replaceAll(/[._-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
