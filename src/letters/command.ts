/** What an officer is told of a command: what is now true, and how to undo it. One short mail. */
import type { Language } from "./language.ts";
import { fill, type Letter, type LetterWords } from "./letter.ts";
import { tagged } from "./tagged-address.ts";

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

/** How many people a day an officer may write to first. */
export const NEW_PEOPLE_A_DAY = 20;

const WORDS: Readonly<Record<CommandEnding, LetterWords>> = {
  stopped: {
    subject: { ja: "{address} を止めました", en: "{address} is stopped" },
    text: {
      ja: "{address} あてのメールは、あなたには届かなくなりました。匿名アドレスへの返信も送られません。\n\n元に戻すには {start} に空のメールを送ってください。",
      en: "Mail to {address} no longer reaches you, and answers of yours are not sent.\n\nTo resume, send an empty mail to {start}.",
    },
  },
  "stopped-by-card": {
    subject: { ja: "{address} を止めました", en: "{address} is stopped" },
    text: {
      ja: "紙のカードのコードで、{address} のあなたの分の受信と返信を止めました。\n\n元に戻すには、同じカードにある再開用のアドレスに空のメールを送ってください。どのメールアドレスからでも送れます。心当たりがないときは、すぐに管理者に連絡してください。",
      en: "With the code of the paper card, mail and answers of {address} were stopped for you.\n\nTo resume, send an empty mail to the second address on the same card, from any mailbox. If this was not you, tell the admin at once.",
    },
  },
  started: {
    subject: { ja: "{address} を再開しました", en: "{address} is resumed" },
    text: {
      ja: "{address} あてのメールがまた届き、返信もできます。\n\n止めるには {stop} に空のメールを送ってください。",
      en: "Mail to {address} reaches you again, and you can answer.\n\nTo stop it, send an empty mail to {stop}.",
    },
  },
  "still-off": {
    subject: { ja: "{address} は管理者が止めています", en: "The admin has stopped {address}" },
    text: {
      ja: "{address} の受信または返信は、管理者が止めています。再開できるのは管理者だけです。管理者に連絡してください。",
      en: "The admin has switched off mail or answers of {address} for you. Only the admin can switch them on again: please ask.",
    },
  },
  "card-needed": {
    subject: { ja: "{address} の再開にはカードのコードが必要です", en: "{address} wants the card's code" },
    text: {
      ja: "{address} は、紙のカードのコードで止められました。再開するときも、同じカードにある再開用のアドレスに空のメールを送ってください。カードがなければ、管理者に連絡してください。",
      en: "{address} was stopped with the code of your paper card. To resume, send an empty mail to the second address on that card. Without the card, please ask the admin.",
    },
  },
  blocked: {
    subject: { ja: "受信拒否にしました", en: "Blocked" },
    text: {
      ja: "{alias} の相手からのメールは、あなたには届かなくなりました。あなたからこの相手にも送れません。\n\n元に戻すには {unblock} に空のメールを送ってください。",
      en: "Mail from the person behind {alias} no longer reaches you, and you cannot write to them.\n\nTo undo it, send an empty mail to {unblock}.",
    },
  },
  unblocked: {
    subject: { ja: "受信拒否を解除しました", en: "Unblocked" },
    text: {
      ja: "{alias} の相手からのメールがまた届きます。\n\n受信拒否にするには {block} に空のメールを送ってください。",
      en: "Mail from the person behind {alias} reaches you again.\n\nTo block them, send an empty mail to {block}.",
    },
  },
  "written-first": {
    subject: { ja: "これからはこのアドレスに送ってください", en: "From now on, write to this address" },
    text: {
      ja: "メールは {address} から送られました。この相手には、これからは {alias} に送ってください（このメールはそのアドレスから届いています。アドレス帳に登録できます）。相手の返事も、このアドレスから届きます。",
      en: "Your mail was sent from {address}. From now on write to this person at {alias}: this mail comes from it, so your address book can keep it. Their answers come from it, too.",
    },
  },
  "too-many-people": {
    subject: { ja: "メールは送られていません", en: "Your mail was not sent" },
    text: {
      ja: "{address} から初めての相手に送れるのは、1日に{people}人までです。このメールは送られていません。明日もう一度送るか、管理者に相談してください。",
      en: "From {address} you can write to {people} new people a day. This mail was not sent. Send it again tomorrow, or ask the admin.",
    },
  },
  help: {
    subject: { ja: "{address} でできること", en: "What {address} can do for you" },
    text: {
      ja: [
        "どれも、あなたの受信箱から空のメールを送るだけです。件名や本文には何を書いても命令にはなりません。",
        "{stop}\n　受信と返信を止めます（携帯をなくしたときなど）",
        "{start}\n　また始めます",
        "匿名アドレスの @ の前に +block\n　その相手を受信拒否にします。+unblock で解除します",
        "{first}\n　taro@freemail.example に、{address} から先にメールを送ります（このアドレスに送った本文がそのまま届きます）\n　相手のアドレスの @ だけを = に変えます。@ の前の + や = はそのまま書きます（taro+a=b@freemail.example は {firstOdd}）。全体の @ の前が64文字を超えるときは、管理者に匿名アドレスを作ってもらってください",
        "{help}\n　このメールを送ります",
      ].join("\n\n"),
      en: [
        "An empty mail from your own inbox does each of these. Nothing in a subject or text commands anything.",
        "{stop}\n  stops mail and answers (a lost phone, a holiday)",
        "{start}\n  resumes them",
        "an alias with +block before its @\n  blocks that person; +unblock undoes it",
        "{first}\n  writes first: what you send there reaches taro@freemail.example, from {address}\n  Only the @ of their address becomes =. A + or = before it stays as it is (taro+a=b@freemail.example is {firstOdd}). If more than 64 characters stand before the last @, ask the admin for an alias",
        "{help}\n  sends this mail",
      ].join("\n\n"),
    },
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
  const { subject, text } = WORDS[ending];
  const values = placesOf(facts);
  return {
    subject: fill(subject[language], values),
    text: `${fill(text[language], values)}\n\n${CLOSING[language]}\n`,
  };
}

function placesOf({ publicAddress, alias }: CommandFacts): Readonly<Record<string, string>> {
  const desk = (tag: string) => tagged(publicAddress, tag);
  return {
    ...{ address: publicAddress, alias, people: String(NEW_PEOPLE_A_DAY) },
    ...{ stop: desk("stop"), start: desk("start"), help: desk("help") },
    ...{ block: tagged(alias, "block"), unblock: tagged(alias, "unblock") },
    ...{ first: desk("taro=freemail.example"), firstOdd: desk("taro+a=b=freemail.example") },
  };
}
