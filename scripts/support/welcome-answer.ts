/** Presses Reply on a welcome mail, as the person who got it would: only then the forwarding works. */
import { ALIAS_PREFIX } from "../../src/mail/alias-form.ts";
import { prepended, rfc5322Date } from "./cloudflare-verdict.ts";
import type { LocalWorker } from "./local-worker.ts";
import { joined } from "./octets.ts";
import { newestSent } from "./outbox.ts";

type Mailing = Pick<LocalWorker, "url" | "deliver">;

let answers = 0;

/**
 * @param publicAddress what the welcome mail is about; all other mail to the destination comes from it
 * @throws Error when no welcome mail has left, or its answer was not taken
 */
export async function answerWelcome(worker: Mailing, publicAddress: string, destination: string): Promise<void> {
  const domain = publicAddress.slice(publicAddress.lastIndexOf("@"));
  const welcome = (await newestSent(worker)).find(
    ({ from, to }) => to[0] === destination && from.endsWith(domain) && from.startsWith(ALIAS_PREFIX),
  );
  if (!welcome) throw new Error("no welcome mail has left");
  const ending = await worker.deliver(
    { sender: destination, recipient: welcome.from },
    answer(destination, welcome.from),
  );
  if (ending.kind !== "accepted") throw new Error(`the answer to the welcome mail: ${ending.kind}`);
}

function answer(author: string, recipient: string): Uint8Array {
  answers += 1;
  const [time, domain] = [new Date(), author.slice(author.lastIndexOf("@") + 1)];
  const fields = [
    `From: <${author}>`,
    `To: <${recipient}>`,
    "Subject: Re: please answer this mail",
    `Date: ${rfc5322Date(time)}`,
    `Message-ID: <welcome.${answers}.${time.getTime()}@${domain}>`,
  ];
  const verdict = prepended({ result: "pass", domain, envelopeSender: author, time });
  return joined([verdict, [...fields, "", "", ""].join("\r\n")]);
}
