/** The school office sets up the desk: one public address, two officers behind it. */
import type { ForwardingRow } from "../../support/desk.ts";
import type { Words } from "../../support/language.ts";
import { kobayashi, type Person, sato } from "../people.ts";
import type { Stage } from "../stage.ts";

export const PUBLIC_ADDRESS = "pta@school.example";
export const PUBLIC_NAME: Words = { ja: "ひまわり小学校PTA", en: "Sunflower School PTA" };

export interface School {
  readonly addressId: string;
  readonly satos: ForwardingRow;
  readonly kobayashis: ForwardingRow;
}

export async function opening(stage: Stage): Promise<School> {
  const { story, desk } = stage;
  story.scene({ ja: "準備", en: "Before it begins" });
  story.tell({
    ja: `学校が ${PUBLIC_ADDRESS} というアドレスを公開します。届いたメールは、PTA担当者の佐藤さんと小林さんの個人の受信箱に入ります。二人のアドレスは、保護者には見せません。保護者のアドレスも、二人には見せません。`,
    en: `A school publishes one address, ${PUBLIC_ADDRESS}. What is written to it goes to the private inboxes of two officers, Mrs Sato and Mr Kobayashi. Parents must not see the officers' addresses, and the officers must not see the parents'.`,
  });
  const { id } = await desk.publish(PUBLIC_ADDRESS, story.say(PUBLIC_NAME));
  const satos = await desk.forward(id, sato.address, story.say(sato.name));
  const kobayashis = await desk.forward(id, kobayashi.address, story.say(kobayashi.name));
  const welcomes = await stage.arrivals(true);
  story.event({
    kind: "rows",
    rows: [rowOf(story.say(sato.name), sato, satos), rowOf(story.say(kobayashi.name), kobayashi, kobayashis)],
  });
  story.check(
    {
      ja: "担当者それぞれに案内のメールが届き、転送が始まった",
      en: "Each officer got a welcome mail, and the forwarding is active",
    },
    [sato, kobayashi].every(({ address }) => welcomes.some(({ sent }) => sent.envelopeRecipient === address)) &&
      [satos, kobayashis].every(({ state }) => state === "active"),
  );
  return { addressId: id, satos, kobayashis };
}

function rowOf(name: string, { address }: Person, { destination, state }: ForwardingRow): readonly string[] {
  return [PUBLIC_ADDRESS, "→", name, address, `(${destination}, ${state})`];
}
