/** Once a day: what is old of announcements is erased, and an officer hears of one that their mail server has given up. */

import { composeNotice } from "../../letters/compose.ts";
import { announcementLetter } from "../../letters/network/announcement.ts";
import { surveyAddress, tagged } from "../../letters/tagged-address.ts";
import { findAddress } from "../../store/admin/addresses.ts";
import { commit } from "../../store/admin/db.ts";
import { findForwarding } from "../../store/admin/forwardings.ts";
import { findSurveyWord } from "../../store/admin/networks.ts";
import { destinationContext } from "../../store/contexts.ts";
import { D1Announcements } from "../../store/network/announcements.ts";
import { abandonedAnnouncements, eraseOldAnnouncements } from "../../store/network/retention.ts";
import type { AdminContext } from "../context.ts";

/** A run: each takes some eight statements, of the free plan's fifty. */
const ABANDONED_A_RUN = 2;

/** What they said is stored nowhere, so it cannot be sent from here: the officer has to know. */
export async function tendAnnouncements(context: AdminContext): Promise<number> {
  const now = context.clock.now();
  await commit(context.db, eraseOldAnnouncements(now));
  const abandoned = await abandonedAnnouncements(context.db, now, ABANDONED_A_RUN);
  for (const one of abandoned) await giveUp(context, one);
  return abandoned.length;
}

/** Where its officer wrote `remind` to; nothing where the survey's numbers are erased by now. */
async function surveyTag({ db }: AdminContext, desk: string, { surveyId }: Abandoned): Promise<string | undefined> {
  const word = surveyId === null ? undefined : await findSurveyWord(db, surveyId);
  return word === undefined ? undefined : surveyAddress(desk, word);
}

type Abandoned = Awaited<ReturnType<typeof abandonedAnnouncements>>[number];

async function giveUp(context: AdminContext, abandoned: Abandoned): Promise<void> {
  const announcements = new D1Announcements(context.d1, context.vault, context.clock);
  const progress = await announcements.progress(abandoned);
  // Ended first: a letter that is lost costs less than one every day.
  await announcements.end(abandoned, progress);
  const [address, forwarding] = await Promise.all([
    findAddress(context.db, abandoned.addressId),
    findForwarding(context.db, abandoned.forwardingId),
  ]);
  if (!address || !forwarding) return;
  const desk = address.address;
  const isReminder = abandoned.kind === "remind";
  const tag = (isReminder && (await surveyTag(context, desk, abandoned))) || tagged(desk, abandoned.kind);
  const facts = { ...progress, tag, desk, megabytes: "", isReminder };
  const letter = announcementLetter({ kind: "waits", why: "abandoned" }, facts, context.settings.language);
  const recipient = await context.vault.unseal(destinationContext(forwarding.id), forwarding.destinationSealed);
  const sender = { name: address.name || "SafetyAnswer", address: desk };
  const content = composeNotice({ sender, recipient, ...letter, time: context.clock.now() });
  const { kind } = await context.transport.send({
    envelopeSender: desk,
    envelopeRecipient: recipient,
    content: [content],
  });
  context.log.write({ event: "announcement-abandoned", outcome: kind });
}
