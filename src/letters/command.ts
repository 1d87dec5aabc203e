/** What an officer is told of a command: what is now true, and how to undo it. One short mail. */
import type { Language } from "./language.ts";
import type { Letter } from "./letter.ts";

/** What has become of a command. */
export type CommandEnding =
  | "stopped"
  /** With the paper card: whoever has the phone cannot resume it. */
  | "stopped-by-card"
  | "started"
  /** The admin has switched something off, too; only the admin resumes that. */
  | "still-off"
  /** Stopped with the paper card: whoever has the phone must not resume it. */
  | "card-needed"
  | "blocked"
  | "unblocked"
  | "written-first"
  | "too-many-people"
  | "help";

interface CommandFacts {
  /** The public address, as an addr-spec. */
  readonly publicAddress: string;
  /** The alias that it is about; "" where it is about none. */
  readonly alias: string;
}

type Words = Readonly<Record<Language, (facts: CommandFacts) => { readonly subject: string; readonly text: string }>>;

/** How many people a day an officer may write to first. */
export const NEW_PEOPLE_A_DAY = 20;

/** An address with a tag: `pta@…` and `stop` are `pta+stop@…`. */
export function tagged(address: string, tag: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}+${tag}${address.slice(at)}`;
}

const WORDS: Readonly<Record<CommandEnding, Words>> = {
  stopped: {
    ja: ({ publicAddress }) => ({
      subject: `${publicAddress} を止めました`,
      text: `${publicAddress} あてのメールは、あなたには届かなくなりました。匿名アドレスへの返信も送られません。\n\n元に戻すには ${tagged(publicAddress, "start")} に空のメールを送ってください。`,
    }),
    en: ({ publicAddress }) => ({
      subject: `${publicAddress} is stopped`,
      text: `Mail to ${publicAddress} no longer reaches you, and answers of yours are not sent.\n\nTo resume, send an empty mail to ${tagged(publicAddress, "start")}.`,
    }),
  },
  "stopped-by-card": {
    ja: ({ publicAddress }) => ({
      subject: `${publicAddress} を止めました`,
      text: `紙のカードのコードで、${publicAddress} のあなたの分の受信と返信を止めました。\n\n元に戻すには、同じカードにある再開用のアドレスに空のメールを送ってください。どのメールアドレスからでも送れます。心当たりがないときは、すぐに管理者に連絡してください。`,
    }),
    en: ({ publicAddress }) => ({
      subject: `${publicAddress} is stopped`,
      text: `With the code of the paper card, mail and answers of ${publicAddress} were stopped for you.\n\nTo resume, send an empty mail to the second address on the same card, from any mailbox. If this was not you, tell the admin at once.`,
    }),
  },
  started: {
    ja: ({ publicAddress }) => ({
      subject: `${publicAddress} を再開しました`,
      text: `${publicAddress} あてのメールがまた届き、返信もできます。\n\n止めるには ${tagged(publicAddress, "stop")} に空のメールを送ってください。`,
    }),
    en: ({ publicAddress }) => ({
      subject: `${publicAddress} is resumed`,
      text: `Mail to ${publicAddress} reaches you again, and you can answer.\n\nTo stop it, send an empty mail to ${tagged(publicAddress, "stop")}.`,
    }),
  },
  "still-off": {
    ja: ({ publicAddress }) => ({
      subject: `${publicAddress} は管理者が止めています`,
      text: `${publicAddress} の受信または返信は、管理者が止めています。再開できるのは管理者だけです。管理者に連絡してください。`,
    }),
    en: ({ publicAddress }) => ({
      subject: `The admin has stopped ${publicAddress}`,
      text: `The admin has switched off mail or answers of ${publicAddress} for you. Only the admin can switch them on again: please ask.`,
    }),
  },
  "card-needed": {
    ja: ({ publicAddress }) => ({
      subject: `${publicAddress} の再開にはカードのコードが必要です`,
      text: `${publicAddress} は、紙のカードのコードで止められました。再開するときも、同じカードにある再開用のアドレスに空のメールを送ってください。カードがなければ、管理者に連絡してください。`,
    }),
    en: ({ publicAddress }) => ({
      subject: `${publicAddress} wants the card's code`,
      text: `${publicAddress} was stopped with the code of your paper card. To resume, send an empty mail to the second address on that card. Without the card, please ask the admin.`,
    }),
  },
  blocked: {
    ja: ({ alias }) => ({
      subject: "受信拒否にしました",
      text: `${alias} の相手からのメールは、あなたには届かなくなりました。あなたからこの相手にも送れません。\n\n元に戻すには ${tagged(alias, "unblock")} に空のメールを送ってください。`,
    }),
    en: ({ alias }) => ({
      subject: "Blocked",
      text: `Mail from the person behind ${alias} no longer reaches you, and you cannot write to them.\n\nTo undo it, send an empty mail to ${tagged(alias, "unblock")}.`,
    }),
  },
  unblocked: {
    ja: ({ alias }) => ({
      subject: "受信拒否を解除しました",
      text: `${alias} の相手からのメールがまた届きます。\n\n受信拒否にするには ${tagged(alias, "block")} に空のメールを送ってください。`,
    }),
    en: ({ alias }) => ({
      subject: "Unblocked",
      text: `Mail from the person behind ${alias} reaches you again.\n\nTo block them, send an empty mail to ${tagged(alias, "block")}.`,
    }),
  },
  "written-first": {
    ja: ({ alias, publicAddress }) => ({
      subject: "これからはこのアドレスに送ってください",
      text: `メールは ${publicAddress} から送られました。この相手には、これからは ${alias} に送ってください（このメールはそのアドレスから届いています。アドレス帳に登録できます）。相手の返事も、このアドレスから届きます。`,
    }),
    en: ({ alias, publicAddress }) => ({
      subject: "From now on, write to this address",
      text: `Your mail was sent from ${publicAddress}. From now on write to this person at ${alias}: this mail comes from it, so your address book can keep it. Their answers come from it, too.`,
    }),
  },
  "too-many-people": {
    ja: ({ publicAddress }) => ({
      subject: "メールは送られていません",
      text: `${publicAddress} から初めての相手に送れるのは、1日に${NEW_PEOPLE_A_DAY}人までです。このメールは送られていません。明日もう一度送るか、管理者に相談してください。`,
    }),
    en: ({ publicAddress }) => ({
      subject: "Your mail was not sent",
      text: `From ${publicAddress} you can write to ${NEW_PEOPLE_A_DAY} new people a day. This mail was not sent. Send it again tomorrow, or ask the admin.`,
    }),
  },
  help: {
    ja: ({ publicAddress }) => ({
      subject: `${publicAddress} でできること`,
      text: [
        `どれも、あなたの受信箱から空のメールを送るだけです。件名や本文には何を書いても命令にはなりません。`,
        `${tagged(publicAddress, "stop")}\n　受信と返信を止めます（携帯をなくしたときなど）`,
        `${tagged(publicAddress, "start")}\n　また始めます`,
        `匿名アドレスの @ の前に +block\n　その相手を受信拒否にします。+unblock で解除します`,
        `${tagged(publicAddress, "taro=freemail.example")}\n　taro@freemail.example に、${publicAddress} から先にメールを送ります（このアドレスに送った本文がそのまま届きます）\n　相手のアドレスの @ だけを = に変えます。@ の前の + や = はそのまま書きます（taro+a=b@freemail.example は ${tagged(publicAddress, "taro+a=b=freemail.example")}）。全体の @ の前が64文字を超えるときは、管理者に匿名アドレスを作ってもらってください`,
        `${tagged(publicAddress, "help")}\n　このメールを送ります`,
      ].join("\n\n"),
    }),
    en: ({ publicAddress }) => ({
      subject: `What ${publicAddress} can do for you`,
      text: [
        `An empty mail from your own inbox does each of these. Nothing in a subject or text commands anything.`,
        `${tagged(publicAddress, "stop")}\n  stops mail and answers (a lost phone, a holiday)`,
        `${tagged(publicAddress, "start")}\n  resumes them`,
        `an alias with +block before its @\n  blocks that person; +unblock undoes it`,
        `${tagged(publicAddress, "taro=freemail.example")}\n  writes first: what you send there reaches taro@freemail.example, from ${publicAddress}\n  Only the @ of their address becomes =. A + or = before it stays as it is (taro+a=b@freemail.example is ${tagged(publicAddress, "taro+a=b=freemail.example")}). If more than 64 characters stand before the last @, ask the admin for an alias`,
        `${tagged(publicAddress, "help")}\n  sends this mail`,
      ].join("\n\n"),
    }),
  },
};

/** Whether a word that was written down is one of ours. */
export function isCommandEnding(word: string): word is CommandEnding {
  return Object.hasOwn(WORDS, word);
}

const CLOSING: Readonly<Record<Language, string>> = {
  ja: "このお知らせは SafetyAnswer が自動で送りました。",
  en: "SafetyAnswer sent this notice by itself.",
};

export function commandLetter(ending: CommandEnding, facts: CommandFacts, language: Language): Letter {
  const { subject, text } = WORDS[ending][language](facts);
  return { subject, text: `${text}\n\n${CLOSING[language]}\n` };
}
