/** The school office sets up the desk: one public address, two officers behind it. */
import type { ForwardingRow } from "../../support/desk.ts";
import type { Words } from "../../support/language.ts";
import type { Arrived } from "../letter.ts";
import { answer } from "../mail-program.ts";
import { kobayashi, type Person, sato } from "../people.ts";
import { copyFor, reached, type Stage } from "../stage.ts";

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
  const before = [satos, kobayashis].map(({ state }) => state);
  story.tell({
    ja: "二人に案内のメールが届きます。二人とも、そのメールに「返信」を押して送ります。アドレスが正しく、本人が読んでいることは、これで分かります。それまでは、だれのメールも届きません。",
    en: "Each of the two gets a welcome mail, presses Reply on it and sends it. That shows that the address was typed right and that its owner reads it; until then nobody's mail goes there.",
  });
  const told = [await confirm(stage, welcomes, sato), await confirm(stage, welcomes, kobayashi)];
  const after = [await desk.forwarding(satos.id), await desk.forwarding(kobayashis.id)];
  const [satosNow, kobayashisNow] = after;
  story.event({
    kind: "rows",
    rows: [rowOf(story.say(sato.name), sato, satosNow), rowOf(story.say(kobayashi.name), kobayashi, kobayashisNow)],
  });
  story.check(
    {
      ja: "担当者それぞれが案内のメールに返信し、そこで初めて転送が始まった",
      en: "Each officer answered the welcome mail, and only then the forwarding became active",
    },
    before.every((state) => state === "invited") &&
      after.every((row) => row?.state === "active") &&
      told.every(Boolean),
  );
  return { addressId: id, satos, kobayashis };
}

/** @returns whether the answer was confirmed by a mail to this person, and by nothing else */
async function confirm(stage: Stage, welcomes: readonly Arrived[], officer: Person): Promise<boolean> {
  const { story } = stage;
  const welcome = copyFor(officer, { ending: { kind: "accepted" }, arrived: welcomes });
  const text = story.say({ ja: "よろしくお願いします。", en: "Glad to help." });
  const draft = answer(welcome, { author: officer, language: story.language, text });
  const { ending, arrived } = await stage.send(draft, officer.role, { silent: true });
  return ending.kind === "accepted" && arrived.length === 1 && reached({ ending, arrived }, officer);
}

function rowOf(name: string, { address }: Person, row: ForwardingRow | undefined): readonly string[] {
  return [PUBLIC_ADDRESS, "→", name, address, `(${row?.destination}, ${row?.state})`];
}
