/** A parent writes for the first time: two officers, two different aliases. */

import { hasAliasForm } from "../../../src/mail/alias-form.ts";
import { sameOctets } from "../../support/octets.ts";
import { picture } from "../attachments.ts";
import { type Draft, newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, type Delivered, type Stage } from "../stage.ts";
import { PUBLIC_ADDRESS } from "./opening.ts";

export interface FirstMail {
  readonly draft: Draft;
  readonly delivered: Delivered;
}

export async function firstMail(stage: Stage): Promise<FirstMail> {
  const { story } = stage;
  story.scene({ ja: "保護者が初めて書く", en: "A parent writes for the first time" });
  const photo = picture(story.say({ ja: "水筒の写真.png", en: "bottle.png" }));
  const draft = newMail(
    {
      author: parent,
      language: story.language,
      subject: story.say({ ja: "運動会の水筒について", en: "A lost bottle after the sports day" }),
      text: story.say({
        ja: `PTA様\n\n3年2組の山田です。運動会のあと、娘の水筒が見当たりません。\n写真を付けます。お返事は ${parent.address} までお願いします。`,
        en: `Dear PTA,\n\nmy daughter (class 3-2) has lost her bottle at the sports day.\nA photo is attached. Please answer to ${parent.address}.`,
      }),
      attachments: [photo],
    },
    PUBLIC_ADDRESS,
  );
  const delivered = await stage.send(draft, parent.role);
  const [satos, kobayashis] = [copyFor(sato, delivered), copyFor(kobayashi, delivered)];
  const aliases = [satos.letter.fromAddress, kobayashis.letter.fromAddress];
  story.tell({
    ja: "二人とも、名前は見えますが、アドレスは匿名アドレスに変わっています。匿名アドレスは二人で別々です。",
    en: "Both see who writes, but in place of the address stands an alias, a different one for each of them.",
  });
  story.check(
    { ja: "担当者二人には、別々の匿名アドレスが見える", en: "The two officers see two different aliases" },
    aliases.every((alias) => hasAliasForm(alias)) && new Set(aliases).size === 2,
    aliases.join(", "),
  );
  story.check(
    { ja: "保護者の名前は残る", en: "The parent's name stays" },
    [satos, kobayashis].every(({ letter }) => letter.from.startsWith(story.say(parent.name))),
    satos.letter.from,
  );
  story.check(
    { ja: "写真は1バイトも変わらない", en: "The photo has not changed by one byte" },
    [satos, kobayashis].every(({ files }) => sameOctets(files.get(photo.name) ?? new Uint8Array(), photo.content)),
  );
  return { draft, delivered };
}
