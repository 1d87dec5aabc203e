/** Why a forwarding is not active yet, in words, and what to do: for a school secretary, not for a mail expert. */
import type { Both } from "./language.ts";

/**
 * By the stable word of the transport's answer (see cloudflare/transport.ts), or that the welcome mail was not answered. The
 * page shows these very words.
 */
const ADVICE = {
  "recipient-not-verified": {
    ja: "この受信用アドレスは、まだ Cloudflare で確認されていません。担当者に Cloudflare から英語の確認メールが届いているはずです。そのメールの中のボタンを押してもらってください。届いていなければ、Cloudflare の「Email Routing」→「Destination addresses」でこのアドレスを追加してください。確認が済むと案内メールが自動的に送られ、担当者本人がそれに「返信」すると使えるようになります。",
    en: "This mailbox is not verified at Cloudflare yet. Its owner should have a mail in English from Cloudflare: ask them to press the button in it. If none came, add the address in Cloudflare under “Email Routing”, “Destination addresses”. Once it is verified, the welcome mail goes out by itself, and the forwarding starts when its owner answers it.",
  },
  "domain-not-onboarded": {
    ja: "公開アドレスのドメインから、まだメールを送れません。Cloudflare の「Email Sending」でこのドメインを追加してください。そのあと案内メールが自動的に送られ、担当者本人がそれに「返信」すると使えるようになります。",
    en: "The domain of the public address cannot send mail yet. Add it in Cloudflare under “Email Sending”. The welcome mail then goes out by itself, and the forwarding starts when its owner answers it.",
  },
  "recipient-suppressed": {
    ja: "このアドレスへの送信は、以前に届かなかったため Cloudflare が止めています。アドレスが正しいか担当者に確かめてください。正しければ、Cloudflare の「Email Sending」の送信停止リスト（Suppressions）から外してください。",
    en: "Cloudflare has stopped sending to this address, since mail to it had bounced. Check the address with its owner. If it is right, remove it in Cloudflare under “Email Sending”, “Suppressions”.",
  },
  "welcome-bounced": {
    ja: "案内メールを送りましたが、相手のサーバーが「届けられない」と返しました。アドレスの書き間違いがないか、担当者に確かめてください。間違っていたら、この転送先を削除して、正しいアドレスで追加し直してください。合っていれば、担当者に受信箱の空きと受信の設定を確かめてもらい、1週間ほどしてから「案内のメールをもう一度送る」を押してください（Cloudflare が 7 日間、このアドレスへの送信を止めています）。自動では送り直しません。",
    en: "The welcome mail was sent, and the mailbox's server answered that it cannot be delivered. Check with the owner that the address is written right. If it is not, delete this forwarding and add it with the right address. If it is, ask them to look at their mailbox's room and settings, and send the welcome mail again after a week: Cloudflare stops mail to this address for seven days. It is not tried again by itself.",
  },
  "welcome-bounced-soft": {
    ja: "案内メールは、相手のサーバーの都合で届きませんでした（受信箱がいっぱいのときなど）。Cloudflare が 24 時間このアドレスへの送信を止めるため、そのあと自動的に送り直します。続くようなら、アドレスが正しいか担当者に確かめてください。",
    en: "The mailbox's server could not take the welcome mail just now; the mailbox may be full. Cloudflare stops mail to this address for 24 hours, and then it is sent again by itself. If this goes on, check the address with its owner.",
  },
  "welcome-complained": {
    ja: "案内メールは届きましたが、迷惑メールとして報告されました。アドレスが正しいか、担当者に確かめてください。正しければ、Cloudflare の「Email Sending」の送信停止リスト（Suppressions）から外し、「案内のメールをもう一度送る」を押してください。自動では送り直しません。",
    en: "The welcome mail arrived and was reported as spam. Check the address with its owner. If it is right, remove it in Cloudflare under “Email Sending”, “Suppressions”, and send the welcome mail again. It is not tried again by itself.",
  },
  "not-answered": {
    ja: "案内メールを送りました。担当者本人がそのメールに「返信」すると、使えるようになります。届いていないようなら、迷惑メールのフォルダーと、アドレスの書き間違いを確かめてください。",
    en: "The welcome mail was sent. The forwarding starts when its owner presses Reply on that mail and sends it. If it has not arrived, look in the spam folder, and check that the address is written right.",
  },
  "handover-day": {
    ja: "本人の確認は済みました。引き継ぎの日に、自動的に始まります。",
    en: "The officer has answered the welcome mail. The handover takes effect by itself on its day.",
  },
  "welcome-queued": {
    ja: "名簿の登録を受け付けました。案内メールを順番に送っています。担当者本人がそのメールに「返信」すると、使えるようになります。",
    en: "The roster was taken in, and the welcome mails go out one after another. The forwarding starts when its owner answers the mail.",
  },
  quota: {
    ja: "送信数の上限に達したため、案内メールをまだ送れていません。上限が戻ると、自動的に送ります。",
    en: "The sending quota is used up, so the welcome mail could not go out yet. It is sent by itself when there is quota again.",
  },
} as const satisfies Readonly<Record<string, Both>>;

const NOT_YET: Both = {
  ja: "案内メールをまだ送れていません。しばらくすると自動的にもう一度送ります。急ぐときは「案内のメールをもう一度送る」を押してください。",
  en: "The welcome mail could not be sent yet. It is tried again by itself; you can also send it again now.",
};

/** In both languages: whoever reads the page chooses there. */
export function adviceFor(reason: string): Both {
  return Object.hasOwn(ADVICE, reason) ? ADVICE[reason as keyof typeof ADVICE] : NOT_YET;
}
