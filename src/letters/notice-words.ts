/** What an officer reads of each reason for which an answer was not sent: why, and what to do. Plain words, no jargon. */
import type { Both } from "./language.ts";

export interface NoticeWords {
  readonly why: Both;
  readonly advice: Both;
}

/** Places: `{megabytes}` and `{photos}` say how large the answer was, `{most}` and `{files}` how large it can be. */
export const NOTICES = {
  "answer-from-elsewhere": {
    why: {
      ja: "登録されていないメールアドレスから送られました。あなたの返信用アドレス（匿名アドレス）は、登録された受信箱からしか使えません。",
      en: "It came from a mail address that is not registered. Your alias works from your registered inbox only.",
    },
    advice: {
      ja: "ご自身で送られたのでしたら、このお知らせが届いた受信箱から、もう一度返信してください。別のアドレスからも返信したい場合は、管理者に登録を頼んでください。心当たりがなければ、匿名アドレスが他人に知られています。相手には何も届いていませんが、管理者に知らせてください。",
      en: "If it was you, answer again from the inbox in which you read this. To answer from another address too, ask the admin to register it. If it was not you, somebody knows your alias: nothing has reached the other side, but please tell the admin.",
    },
  },
  "answer-unverified": {
    why: {
      ja: "あなたのアドレスから送られたことを確かめられませんでした（送信元の認証がありません）。",
      en: "We could not verify that it came from your address: the sending server did not authenticate it.",
    },
    advice: {
      ja: "ご自身で送られたのでしたら、いつものメールサービス（Gmailや携帯会社など）の送信機能から、もう一度返信してください。心当たりがなければ、だれかがあなたになりすました可能性があります。相手には何も届いていません。",
      en: "If it was you, answer again with your mail provider's own app or web page. If it was not you, somebody may have used your name: nothing has reached the other side.",
    },
  },
  "answer-not-addressed": {
    why: {
      ja: "メールの宛先（To）にもCcにも、この返信用アドレスがありませんでした（Bccでは送れません）。",
      en: "The address that it was sent to stood neither in To nor in Cc of the mail (Bcc does not work here).",
    },
    advice: {
      ja: "ご自身で送られたのでしたら、返信用アドレスを宛先（To）に入れて、もう一度送ってください。心当たりがなければ、だれかが以前のメールを送り直した可能性があります。相手には何も届いていません。",
      en: "If it was you, put the address into To and send it again. If it was not you, somebody may have sent an old mail once more: nothing has reached the other side.",
    },
  },
  "replies-unchecked": {
    why: {
      ja: "返信はまだ使えません。なりすましのメールが返信として通らないことの確認（最初の本番チェック）が、まだ済んでいません。",
      en: "Answers are not in use yet: the first production check, which shows that no forged mail can pass as an answer, has not passed.",
    },
    advice: {
      ja: "お急ぎのときは電話など別の方法でご連絡ください。管理者が確認を終えて返信を有効にしたら、もう一度返信してください。",
      en: "If it is urgent, use another way, such as the telephone. Answer again when the admin has finished the check and switched answers on.",
    },
  },
  "replies-off": {
    why: {
      ja: "この窓口からの返信は、いま止められています。",
      en: "Answers from this desk are switched off at present.",
    },
    advice: {
      ja: "返信が必要なときは、管理者に返信の再開を頼んでください。",
      en: "If you need to answer, ask the admin to switch replies on.",
    },
  },
  blocked: {
    why: {
      ja: "この相手は受信拒否に設定されています。",
      en: "This correspondent is blocked.",
    },
    advice: {
      ja: "返信が必要なときは、管理者に受信拒否の解除を頼んでください。",
      en: "If you need to answer, ask the admin to unblock the correspondent.",
    },
  },
  "too-large": {
    why: {
      ja: "お返事が大きすぎます（{megabytes} MB、写真にして約{photos}分）。送れるのは全部で{most} MB、写真なら1枚（約{files} MBまで）です。",
      en: "It is too large: {megabytes} MB, about {photos}. An answer can have {most} MB in all, which is one photo of up to {files} MB.",
    },
    advice: {
      ja: "写真を小さくするか、1通に1枚ずつにして、もう一度返信してください。",
      en: "Make the photos smaller, or send one with each mail, and answer again.",
    },
  },
  /** Which of the three it is, the sending service does not say. */
  "recipient-suppressed": {
    why: {
      ja: "以前この相手へのメールが届かなかったか、迷惑メールとして報告されたため、送信サービス（Cloudflare）がこの相手への送信を止めています。この団体のすべての窓口からの送信が止まっています。",
      en: "Earlier mail to this person failed or was reported as spam, so the sending service (Cloudflare) has stopped all mail to them, from every desk of this organisation.",
    },
    advice: {
      ja: "一時的な失敗なら24時間で、アドレスが使われていないためなら7日で、自動的に解除されます。1日待ってもう一度返信してください。迷惑メールの報告によるものは自動では解除されません。急ぐときは電話など別の方法でご連絡ください。",
      en: "After a passing failure this ends by itself in 24 hours, after mail to an address that does not exist in 7 days; after a report as spam it does not end by itself. Wait a day and answer again, or use another way, such as the telephone.",
    },
  },
  bounced: {
    why: {
      ja: "相手のメールサーバーが、このお返事をはっきりと断りました（アドレスが使われていない、など）。",
      en: "The other side's mail server has refused it for good: the address may be gone.",
    },
    advice: {
      ja: "送信サービス（Cloudflare）は、これから7日間、この相手へのメールをすべての窓口から止めます。電話など別の方法でご連絡ください。",
      en: "The sending service (Cloudflare) stops all mail to this person for 7 days, from every desk of this organisation. Please use another way, such as the telephone.",
    },
  },
  "bounced-soft": {
    why: {
      ja: "相手のメールサーバーが、このお返事をいまは受け取れませんでした（受信箱がいっぱい、など）。",
      en: "The other side's mail server could not take it just now: the mailbox may be full.",
    },
    advice: {
      ja: "送信サービス（Cloudflare）は、これから24時間、この相手へのメールをすべての窓口から止めます。1日待ってもう一度返信するか、電話など別の方法でご連絡ください。",
      en: "The sending service (Cloudflare) stops all mail to this person for 24 hours, from every desk of this organisation. Wait a day and answer again, or use another way, such as the telephone.",
    },
  },
  complained: {
    why: {
      ja: "お返事は届きましたが、相手がそれを迷惑メールとして報告しました。",
      en: "It arrived, but its reader reported it as spam.",
    },
    advice: {
      ja: "送信サービス（Cloudflare）は、この相手へのメールをすべての窓口から止めたままにします。自動では解除されません。これからは電話など別の方法でご連絡ください。間違いによる報告だったときは、管理者に解除を頼んでください。",
      en: "The sending service (Cloudflare) has stopped all mail to this person for good, from every desk of this organisation. Use another way from now on, such as the telephone. If it was reported by mistake, ask the admin to lift the stop.",
    },
  },
  "opaque-signature": {
    why: {
      ja: "電子署名（S/MIME）が付いていて、そのまま送るとあなたの名前やアドレスが相手に分かってしまいます。",
      en: "It carries a digital signature (S/MIME) that would show your name or address to the other side.",
    },
    advice: {
      ja: "メールソフトの電子署名を切ってから、もう一度返信してください。",
      en: "Switch off digital signatures in your mail program, and answer again.",
    },
  },
  "outlook-file": {
    why: {
      ja: "Outlookだけが読める形式（winmail.dat、.msg）の部分があり、あなたの名前やアドレスが入っていないことを確かめられませんでした。",
      en: "It has a part that only Outlook can read (winmail.dat or .msg), and that shows your address or may do so.",
    },
    advice: {
      ja: "「リッチテキスト形式」を「HTML形式」か「テキスト形式」に変え、.msgファイルを外して、もう一度返信してください。",
      en: "Change rich text format to HTML or plain text, remove .msg files, and answer again.",
    },
  },
  "file-type": {
    why: {
      ja: "プログラムとして動くファイル（.exe、マクロ付きの文書など）が付いています。この窓口では送れません。",
      en: "It has a file that runs as a program (such as .exe, or a document with macros). This desk sends none.",
    },
    advice: {
      ja: "写真、PDF、マクロのない文書にして、もう一度返信してください。",
      en: "Send a picture, a PDF or a document without macros, and answer again.",
    },
  },
  "unreadable-structure": {
    why: {
      ja: "メールの形が複雑すぎて、あなたのアドレスが含まれていないことを確かめられませんでした。",
      en: "Its structure is so complicated that we cannot make sure that your address is not in it.",
    },
    advice: {
      ja: "転送を重ねたメールを添付せず、新しい短い文章でもう一度返信してください。",
      en: "Answer again in a short new mail, without attaching mails that were forwarded many times.",
    },
  },
  "too-many-addresses": {
    why: {
      ja: "メールアドレスがあまりに多く書かれていて、あなたのアドレスが含まれていないことを確かめられませんでした。",
      en: "So many mail addresses stand in it that we cannot make sure that yours is not among them.",
    },
    advice: {
      ja: "名簿などのアドレスの一覧を外して、もう一度返信してください。",
      en: "Answer again without the list of addresses.",
    },
  },
  undeliverable: {
    why: {
      ja: "メールの送信サービスが、このお返事の送信を断りました。",
      en: "The sending service refused it.",
    },
    advice: {
      ja: "少し待って、もう一度返信してください。続くときは管理者に知らせてください。",
      en: "Wait a little and answer again. If it happens again, tell the admin.",
    },
  },
} as const satisfies Readonly<Record<string, NoticeWords>>;
