/** What the people behind a public address are told when something changes there. No private address stands in it. */
import type { Language } from "./language.ts";
import type { Letter } from "./welcome.ts";

/** What has changed. */
export type Change =
  | "destination-added"
  | "sender-shown"
  /** For those who stay. */
  | "handed-over"
  /** For the one who goes. */
  | "your-part-ended"
  /** For the one who comes, beside the welcome mail. */
  | "your-part-began";

export interface ChangeFacts {
  /** The public address. */
  readonly address: string;
  readonly domain: string;
  /** What the admin calls the forwarding; "" if nothing. */
  readonly label: string;
  readonly keepAliases: boolean;
  readonly hideSender: boolean;
}

export function changeLetter(change: Change, facts: ChangeFacts, language: Language): Letter {
  const { subject, text } = (language === "ja" ? japanese : english)(change, facts);
  return { subject, text: `${text}\n\n${closing(facts.domain, language)}\n` };
}

function closing(domain: string, language: Language): string {
  return language === "ja"
    ? `心当たりがないときは、学校・団体に直接、または postmaster@${domain} に連絡してください。このお知らせは SafetyAnswer が自動で送りました。`
    : `If this surprises you, ask the school or organisation in person, or write to postmaster@${domain}. SafetyAnswer sent this notice by itself.`;
}

function japanese(change: Change, { address, label, keepAliases, hideSender }: ChangeFacts): Letter {
  const which = label === "" ? "" : `（${label}）`;
  switch (change) {
    case "destination-added":
      return {
        subject: `${address} の担当者が追加されました`,
        text: `${address} あてのメールを受け取る担当者${which}が、新しく追加されました。${hideSender ? "" : "この担当者には、送信者の本当のアドレスが見えます。"}`,
      };
    case "sender-shown":
      return {
        subject: `${address} の設定が変わりました`,
        text: `${address} の転送先のひとつ${which}で、送信者のアドレスを隠す設定が解除されました。その担当者には、これから届くメールの送信者の本当のアドレスが見えます。`,
      };
    case "handed-over":
      return {
        subject: `${address} の担当者が交代しました`,
        text: `${address} の担当者のひとり${which}が交代しました。`,
      };
    case "your-part-ended":
      return {
        subject: `${address} の担当が終わりました`,
        text: `${address} の担当${which}は、新しい担当者に引き継がれました。これからは ${address} あてのメールは届かず、匿名アドレスに返信しても相手には届きません。お疲れさまでした。手元に残ったメールは、団体の決まりに従って消してください。`,
      };
    case "your-part-began":
      return {
        subject: `${address} の担当を引き継ぎました`,
        text: keepAliases
          ? `${address} の担当${which}を、前任の方から引き継ぎました。前任の方が使っていた匿名アドレスは、これからあなたが使えます。`
          : `${address} の担当${which}を、前任の方から引き継ぎました。前任の方が使っていた匿名アドレスは無効になりました。`,
      };
  }
}

function english(change: Change, { address, label, keepAliases, hideSender }: ChangeFacts): Letter {
  const which = label === "" ? "" : ` (${label})`;
  switch (change) {
    case "destination-added":
      return {
        subject: `One more person receives the mail of ${address}`,
        text: `A further person${which} was added who receives the mail of ${address}.${hideSender ? "" : " That person sees the real addresses of those who write."}`,
      };
    case "sender-shown":
      return {
        subject: `A setting of ${address} has changed`,
        text: `For one of the people behind ${address}${which} senders are no longer hidden: that person sees the real addresses of those who write from now on.`,
      };
    case "handed-over":
      return {
        subject: `A handover at ${address}`,
        text: `One of the people behind ${address}${which} has handed over to another.`,
      };
    case "your-part-ended":
      return {
        subject: `Your part at ${address} has ended`,
        text: `Your part at ${address}${which} was handed over to another person. Its mail no longer comes to you, and answers to aliases no longer arrive. Thank you. Please delete the mail that you still have as your organisation wishes.`,
      };
    case "your-part-began":
      return {
        subject: `You have taken over at ${address}`,
        text: keepAliases
          ? `You have taken over at ${address}${which}. The aliases that your predecessor used are yours now.`
          : `You have taken over at ${address}${which}. The aliases that your predecessor used are void.`,
      };
  }
}
