/** The story in its order: each scene goes on from what the ones before it have left. */
import { closing } from "./scenes/closing.ts";
import { commandsByMail } from "./scenes/commands-by-mail.ts";
import { contactNetwork } from "./scenes/contact-network.ts";
import { deliveryOff } from "./scenes/delivery-off.ts";
import { firstMail } from "./scenes/first-mail.ts";
import { forgedOfficer } from "./scenes/forged-officer.ts";
import { forwardingDeleted } from "./scenes/forwarding-deleted.ts";
import { handover } from "./scenes/handover.ts";
import { officerAnswers } from "./scenes/officer-answers.ts";
import { opening } from "./scenes/opening.ts";
import { parentAnswers } from "./scenes/parent-answers.ts";
import { repliesOff } from "./scenes/replies-off.ts";
import { secondMail } from "./scenes/second-mail.ts";
import { sharedDesk } from "./scenes/shared-desk.ts";
import { spoofedParent } from "./scenes/spoofed-parent.ts";
import { otherOfficerWithAlias, strangerWithAlias } from "./scenes/stolen-alias.ts";
import { tenDesks } from "./scenes/ten-desks.ts";
import type { Stage } from "./stage.ts";

export async function play(stage: Stage): Promise<void> {
  const school = await opening(stage);
  const first = await firstMail(stage);
  await secondMail(stage, first);
  const answered = await officerAnswers(stage, first);
  await parentAnswers(stage, first, answered);
  await strangerWithAlias(stage, first);
  await otherOfficerWithAlias(stage, first);
  await forgedOfficer(stage, first);
  await spoofedParent(stage, first);
  await repliesOff(stage, school, first);
  await deliveryOff(stage, school);
  await forwardingDeleted(stage, school, first);
  await tenDesks(stage);
  await commandsByMail(stage);
  await sharedDesk(stage);
  await handover(stage);
  await contactNetwork(stage);
  await closing(stage);
}
