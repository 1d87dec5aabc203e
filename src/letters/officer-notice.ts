/** What an officer reads when an answer was not sent: what happened, why, what to do. Plain words, no jargon. */
import type { Language } from "./language.ts";
import type { Reason } from "./rejection.ts";

/** Why an answer was not sent, or looks as if it was not the officer's. */
export type NoticeKind = Suspicion | Reason | "bounced";

export interface NoticeContext {
  /** The public address's name and addr-spec. */
  readonly publicName: string;
  readonly publicAddress: string;
  /** The alias that was written to. */
  readonly alias: string;
  /** Octets of the answer. */
  readonly size: number;
}

export interface NoticeText {
  readonly subject: string;
  readonly text: string;
}

interface Words {
  readonly why: string;
  readonly advice: string;
}

const MEGABYTE = 1024 * 1024;
/** A photo of a present-day phone, in megabytes, as mail carries it. */
const PHOTO_MEGABYTES = 4;

export function officerNotice(kind: NoticeKind, context: NoticeContext, language: Language): NoticeText {
  const { why, advice } = (language === "ja" ? japanese : english)(kind, context);
  const desk = context.publicName ? `${context.publicName} <${context.publicAddress}>` : context.publicAddress;
  return language === "ja"
    ? {
        subject: "お返事は送られていません",
        text: `${context.alias} あてのお返事は、相手に届けられていません。\n\n理由: ${why}\n\nどうすればよいか: ${advice}\n\n窓口: ${desk}\nこのお知らせは自動で送られています。\n`,
      }
    : {
        subject: "Your answer was not sent",
        text: `An answer to ${context.alias} was not sent.\n\nWhy: ${why}\n\nWhat to do: ${advice}\n\nDesk: ${desk}\nThis notice was written by a program.\n`,
      };
}

function sizes(context: NoticeContext): { readonly megabytes: string; readonly photos: number } {
  const megabytes = context.size / MEGABYTE;
  return { megabytes: megabytes.toFixed(1), photos: Math.max(1, Math.round(megabytes / PHOTO_MEGABYTES)) };
}

function japanese(kind: NoticeKind, context: NoticeContext): Words {
  const { megabytes, photos } = sizes(context);
  switch (kind) {
    case "answer-from-elsewhere":
      return {
        why: "登録されていないメールアドレスから送られました。あなたの返信用アドレス（匿名アドレス）は、登録された受信箱からしか使えません。",
        advice:
          "ご自身で送られたのでしたら、このお知らせが届いた受信箱から、もう一度返信してください。別のアドレスからも返信したい場合は、管理者に登録を頼んでください。心当たりがなければ、匿名アドレスが他人に知られています。相手には何も届いていませんが、管理者に知らせてください。",
      };
    case "answer-unverified":
      return {
        why: "あなたのアドレスから送られたことを確かめられませんでした（送信元の認証がありません）。",
        advice:
          "ご自身で送られたのでしたら、いつものメールサービス（Gmailや携帯会社など）の送信機能から、もう一度返信してください。心当たりがなければ、だれかがあなたになりすました可能性があります。相手には何も届いていません。",
      };
    case "replies-off":
      return {
        why: "この窓口からの返信は、いま止められています。",
        advice: "返信が必要なときは、管理者に返信の再開を頼んでください。",
      };
    case "blocked":
      return {
        why: "この相手は受信拒否に設定されています。",
        advice: "返信が必要なときは、管理者に受信拒否の解除を頼んでください。",
      };
    case "too-large":
      return {
        why: `お返事が大きすぎます（${megabytes} MB、写真にして約${photos}枚分）。送れるのは全部で5 MB、写真なら1枚（約3.5 MBまで）です。`,
        advice: "写真を小さくするか、1通に1枚ずつにして、もう一度返信してください。",
      };
    case "recipient-suppressed":
      return {
        why: "相手のメールサーバーが、この窓口からのメールを受け取らないと答えています。",
        advice:
          "相手のアドレスが使われなくなったか、受信拒否されている可能性があります。電話など別の方法でご連絡ください。",
      };
    case "bounced":
      return {
        why: "相手のメールサーバーが、このお返事を受け取りませんでした（アドレスが使われていない、受信箱がいっぱい、など）。",
        advice: "少し待ってもう一度返信するか、電話など別の方法でご連絡ください。",
      };
    case "opaque-signature":
      return {
        why: "電子署名（S/MIME）などが付いていて、そのまま送るとあなたの名前やアドレスが相手に分かってしまいます。",
        advice: "メールソフトの電子署名と「リッチテキスト形式」を切ってから、もう一度返信してください。",
      };
    case "file-type":
      return {
        why: "プログラムとして動くファイル（.exe、マクロ付きの文書など）が付いています。この窓口では送れません。",
        advice: "写真、PDF、マクロのない文書にして、もう一度返信してください。",
      };
    case "unreadable-structure":
      return {
        why: "メールの形が複雑すぎて、あなたのアドレスが含まれていないことを確かめられませんでした。",
        advice: "転送を重ねたメールを添付せず、新しい短い文章でもう一度返信してください。",
      };
    default:
      return {
        why: "メールの送信サービスが、このお返事の送信を断りました。",
        advice: "少し待って、もう一度返信してください。続くときは管理者に知らせてください。",
      };
  }
}

function english(kind: NoticeKind, context: NoticeContext): Words {
  const { megabytes, photos } = sizes(context);
  switch (kind) {
    case "answer-from-elsewhere":
      return {
        why: "It came from a mail address that is not registered. Your alias works from your registered inbox only.",
        advice:
          "If it was you, answer again from the inbox in which you read this. To answer from another address too, ask the admin to register it. If it was not you, somebody knows your alias: nothing has reached the other side, but please tell the admin.",
      };
    case "answer-unverified":
      return {
        why: "We could not verify that it came from your address: the sending server did not authenticate it.",
        advice:
          "If it was you, answer again with your mail provider's own app or web page. If it was not you, somebody may have used your name: nothing has reached the other side.",
      };
    case "replies-off":
      return {
        why: "Answers from this desk are switched off at present.",
        advice: "If you need to answer, ask the admin to switch replies on.",
      };
    case "blocked":
      return {
        why: "This correspondent is blocked.",
        advice: "If you need to answer, ask the admin to unblock the correspondent.",
      };
    case "too-large":
      return {
        why: `It is too large: ${megabytes} MB, about ${photos} photo${photos === 1 ? "" : "s"}. An answer can have 5 MB in all, which is one photo of up to 3.5 MB.`,
        advice: "Make the photos smaller, or send one with each mail, and answer again.",
      };
    case "recipient-suppressed":
      return {
        why: "The other side's mail server has told us that it takes no mail from this desk.",
        advice: "The address may be gone, or the desk blocked there. Please use another way, such as the telephone.",
      };
    case "bounced":
      return {
        why: "The other side's mail server did not take it: the address may be gone, or the mailbox full.",
        advice: "Wait a little and answer again, or use another way, such as the telephone.",
      };
    case "opaque-signature":
      return {
        why: "It carries a digital signature (S/MIME) or a format that would show your name or address to the other side.",
        advice: "Switch off digital signatures and rich text format in your mail program, and answer again.",
      };
    case "file-type":
      return {
        why: "It has a file that runs as a program (such as .exe, or a document with macros). This desk sends none.",
        advice: "Send a picture, a PDF or a document without macros, and answer again.",
      };
    case "unreadable-structure":
      return {
        why: "Its structure is so complicated that we cannot make sure that your address is not in it.",
        advice: "Answer again in a short new mail, without attaching mails that were forwarded many times.",
      };
    default:
      return {
        why: "The sending service refused it.",
        advice: "Wait a little and answer again. If it happens again, tell the admin.",
      };
  }
}

/** Why the officer is told that an answer did not come from the right place. */
export type Suspicion = "answer-from-elsewhere" | "answer-unverified";
