/** What became of one message in one direction. */
import { findAddresses } from "../support/hidden-search.ts";
import { binary } from "../support/octets.ts";
import type { ReplayAnswer, ReplayedCopy } from "./answer.ts";
import { compare } from "./comparison.ts";
import { CORRESPONDENT, OFFICER, type Office } from "./office.ts";
import type { Passage } from "./passages.ts";

export type Outcome = "unchanged" | "replaced" | "refused" | "lost" | "leaking" | "changed";

export interface Judgement {
  readonly outcome: Outcome;
  readonly detail: string;
}

/** Outcomes that must not be. */
export const FAULTS: readonly Outcome[] = ["lost", "leaking", "changed"];

interface OpenedCopy extends ReplayedCopy {
  readonly octets: Uint8Array;
}

/** @param reason the journal's word for how it ended */
export async function judge(
  passage: Passage,
  answer: ReplayAnswer,
  office: Office,
  reason: string,
): Promise<Judgement> {
  const copies = answer.copies.map((copy) => ({ ...copy, octets: Buffer.from(copy.raw, "base64") }));
  const leak = await firstLeak(passage, copies);
  if (leak) return { outcome: "leaking", detail: leak };
  const { ending } = answer;
  if (ending.kind === "refused") return { outcome: "refused", detail: `${reason}: ${ending.text}` };
  if (ending.kind === "waits") return { outcome: "lost", detail: answer.fault };
  const recipient = passage.direction === "reply" ? CORRESPONDENT : OFFICER;
  const copy = copies.find(({ envelopeRecipient }) => envelopeRecipient === recipient);
  if (!copy) return withoutCopy(copies, reason);
  return changes(passage, copy.octets, office);
}

/** Accepted, and nothing went out: right only when its officer was told why. */
function withoutCopy(copies: readonly ReplayedCopy[], reason: string): Judgement {
  if (copies.some(({ envelopeRecipient }) => envelopeRecipient === OFFICER)) {
    return { outcome: "refused", detail: `${reason}: the officer is told by mail` };
  }
  return { outcome: "lost", detail: `accepted, nothing sent (${reason})` };
}

async function firstLeak({ direction, hidden }: Passage, copies: readonly OpenedCopy[]): Promise<string | undefined> {
  for (const { envelopeRecipient, octets: raw } of copies) {
    // A notice to the officer names the alias, which is the officer's to see.
    if (direction === "reply" && envelopeRecipient === OFFICER) continue;
    const secrets = hidden.filter((address) => address !== envelopeRecipient);
    const [found] = await findAddresses(raw, secrets);
    if (found) return `${found.what} to ${envelopeRecipient}: ${found.where}`;
  }
  return undefined;
}

function changes(passage: Passage, left: Uint8Array, office: Office): Judgement {
  const names = [...passage.hidden, office.publicAddress, office.alias, CORRESPONDENT, "•••"];
  const { replaced, damaged } = compare(binary(passage.raw), binary(left), names);
  if (damaged.length > 0) return { outcome: "changed", detail: damaged.join(", ") };
  if (replaced.length > 0) return { outcome: "replaced", detail: replaced.join(", ") };
  return { outcome: "unchanged", detail: "" };
}
