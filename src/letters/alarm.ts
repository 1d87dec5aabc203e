/** What an alarm says: what happened, and what to do. Public addresses only; a private mailbox never stands here. */

import type { Both, Language } from "./language.ts";
import { fill, type Letter } from "./letter.ts";

interface Words {
  readonly subject: Both;
  readonly happened: Both;
  readonly toDo: Both;
}

/** Why the admin is called. `{address}` is the public address. */
const ALARMS = {
  "no-forwarding-delivers": {
    subject: {
      ja: "{address} のメールを受け取れる担当者がいません",
      en: "Nobody receives the mail of {address}",
    },
    happened: {
      ja: "{address} あてのメールが届きましたが、いま受け取れる転送先がひとつもありません。メールは送信元のサーバーで待っています（ふつう数日間）。まだ失われていません。",
      en: "Mail to {address} has come, but none of its forwardings delivers at present. The mail waits at its sender's server (for some days, as a rule). It is not lost yet.",
    },
    toDo: {
      ja: "管理ページで {address} を開き、転送先を追加するか、「メールを受け取る」をオンにしてください。「確認待ち」の転送先があれば、その理由と対処を読んでください。",
      en: 'On the admin page open {address}, and add a forwarding or switch "Pass mail on" on. If one is pending, read there why, and what to do.',
    },
  },
  "destination-failed": {
    subject: {
      ja: "{address} の転送先に引き渡せませんでした",
      en: "A forwarding of {address} failed",
    },
    happened: {
      ja: "{address} あてのメールを、転送先のひとつに引き渡せませんでした。",
      en: "Mail to {address} could not be handed over to one of its destinations.",
    },
    toDo: {
      ja: "管理ページの「記録」で理由を確認してください。転送先のメールアドレスが Cloudflare で確認済みか、使われなくなっていないかを調べ、必要なら引き継ぎをしてください。",
      en: "See the reason in the journal on the admin page. Check that the destination is verified at Cloudflare and still in use; if it is not, hand over to another.",
    },
  },
  "partly-delivered": {
    subject: {
      ja: "{address} のメールが一部の担当者に届いていません",
      en: "Mail of {address} has reached only some of its people",
    },
    happened: {
      ja: "{address} あてのメールを、一部の転送先には引き渡しましたが、残りには何度試しても引き渡せませんでした。送信者には届いたと伝わっています。",
      en: "Mail to {address} was handed over to some of its destinations; the others kept failing. Its sender was told that it arrived.",
    },
    toDo: {
      ja: "管理ページの「記録」で、どの転送先に渡せなかったかを確認し、受け取った担当者からその内容を伝えてもらってください。",
      en: "See in the journal on the admin page which forwarding failed, and ask somebody who has the mail to pass on what it says.",
    },
  },
  quota: {
    subject: {
      ja: "メールの送信数の上限に達しました",
      en: "The sending quota is used up",
    },
    happened: {
      ja: "{address} からの送信が、Cloudflare の送信数の上限のために断られました。返信が送れないことがあります。",
      en: "Cloudflare refused mail from {address} because of a sending quota. Answers may not go out.",
    },
    toDo: {
      ja: "Cloudflare の管理画面で Email Sending の残り数とプランを確認してください。返信には Workers Paid が必要です（月 3,000 通まで込み）。",
      en: "See what is left of Email Sending in Cloudflare's dashboard, and which plan you have. Answers need Workers Paid (3,000 a month are included).",
    },
  },
  "answer-from-elsewhere": {
    subject: {
      ja: "{address} に、登録と違うアドレスからの返信がありました",
      en: "An answer to an alias of {address} came from another address",
    },
    happened: {
      ja: "{address} の担当者だけが使える匿名アドレスに、別のアドレスから、または送信者を確認できないメールが届きました。このメールは誰にも届いていません。担当者にも知らせました。",
      en: "Mail came to an alias that only one person behind {address} may use, from another address or without proof of its sender. It went to nobody. That person was told, too.",
    },
    toDo: {
      ja: "担当者が別の自分のアドレスから返信したのなら、管理ページでそのアドレスを「返信元」に追加してください。心当たりがなければ、匿名アドレスが知られた可能性があります。管理ページで、その匿名アドレスをブロックするか削除してください。",
      en: 'If they answered from another mailbox of theirs, add it on the admin page under "answers from". If nobody knows about it, the alias may have become known to others: block or delete it on the admin page.',
    },
  },
  loop: {
    subject: {
      ja: "{address} でメールが回り続けていました",
      en: "Mail was going round in circles at {address}",
    },
    happened: {
      ja: "{address} から出たメールが {address} に戻ってきたので、止めました。",
      en: "Mail that had left from {address} came back to {address}; it was stopped.",
    },
    toDo: {
      ja: "転送先のメールボックスに、{address} への自動転送が設定されていないか、担当者に確かめてもらってください。",
      en: "Ask the people behind {address} whether their mailbox forwards automatically to {address}.",
    },
  },
  flood: {
    subject: {
      ja: "{address} に、いつになく多くのメールが届いています",
      en: "{address} receives far more mail than usual",
    },
    happened: {
      ja: "{address} に、1時間の目安を超える数のメールが届きました。メールは止めていません。",
      en: "More mail than the hourly mark has come to {address}. None of it was stopped.",
    },
    toDo: {
      ja: "管理ページの「記録」で、だれから来ているかを確かめてください。迷惑なものは、匿名アドレスまたはドメインごとにブロックできます。目安の数は設定 ALARM_TOTAL で変えられます。",
      en: "Look into the journal on the admin page to see whom it is from. You can block a correspondent or a domain. The mark is the setting ALARM_TOTAL.",
    },
  },
  "reply-flood": {
    subject: {
      ja: "{address} から、いつになく多くの返信が出ています",
      en: "{address} sends far more answers than usual",
    },
    happened: {
      ja: "ある担当者の受信箱から、1時間の上限を超える数の返信が送られました。上限を超えた分は、担当者のサーバーで待っています。",
      en: "More answers than the hourly limit have come from one officer's mailbox. Those above the limit wait at the officer's server.",
    },
    toDo: {
      ja: "担当者本人に、自分で送ったものか確かめてください。心当たりがなければ、アカウントが乗っ取られています。管理ページの「スマホをなくした」で、すぐに止めてください。上限は設定 LIMIT_REPLIES（メールの数）と LIMIT_COPIES（宛先ごとの通数の合計）で変えられます。",
      en: 'Ask the officer whether they wrote them. If not, their account is in other hands: stop it at once with "Lost phone" on the admin page. The limits are the settings LIMIT_REPLIES (mails) and LIMIT_COPIES (their copies, one for each reader).',
    },
  },
  "replies-running-out": {
    subject: {
      ja: "今月送れる返信が残り少なくなっています",
      en: "This month's answers are running out",
    },
    happened: {
      ja: "今月の返信が、プランに含まれる数の8割を超えました。超えた分は有料になるか、送れなくなります。",
      en: "More than four fifths of the answers that your plan includes this month have been sent. Further ones cost extra, or are not sent.",
    },
    toDo: {
      ja: "Cloudflare の管理画面で Email Sending の残り数とプランを確認してください。含まれる数は設定 REPLIES_INCLUDED で変えられます。",
      en: "Look at Email Sending and your plan in Cloudflare's dashboard. How many are included is the setting REPLIES_INCLUDED.",
    },
  },
  "damaged-row": {
    subject: {
      ja: "{address} の転送先または匿名アドレスのデータが壊れています",
      en: "A forwarding or an alias of {address} is damaged",
    },
    happened: {
      ja: "{address} に関わるデータのひとつを開けませんでした。データベースの中で書き換えられたか、壊れています。ほかの担当者にはこれまでどおり届きます。壊れたデータがないと渡せないメールは、送信元のサーバーで待っています。",
      en: "Something stored for {address} does not open: it was changed or damaged in the database. The other officers get their mail as ever. Mail that can do nothing without it waits at its sender's server.",
    },
    toDo: {
      ja: "管理ページで {address} を開き、表示できない転送先を削除して、追加し直してください。匿名アドレスだけが壊れている場合は、控え（D1 の Time Travel）から戻せます。",
      en: "On the admin page open {address}, delete the forwarding that cannot be shown, and add it again. A damaged alias can be had back from a backup (Time Travel of D1).",
    },
  },
  "welcome-bounced": {
    subject: {
      ja: "{address} の担当者あての案内メールが届きませんでした",
      en: "A welcome mail of {address} did not arrive",
    },
    happened: {
      ja: "{address} の新しい転送先に送った案内メールが、届けられずに戻ってきました。この転送先はまだ始まっていません。引き継ぎの場合は、今の担当者にこれまでどおり届きます。",
      en: "The welcome mail to a new forwarding of {address} came back. The forwarding has not started. In a handover the officer of today gets the mail as ever.",
    },
    toDo: {
      ja: "管理ページで {address} を開いてください。その転送先に、理由と直し方が表示されています。多くはアドレスの書き間違いです。",
      en: "On the admin page open {address}: the forwarding says why, and what to do. Most often the address was mistyped.",
    },
  },
  "database-filling": {
    subject: {
      ja: "データベースの容量が残り少なくなっています",
      en: "The database is filling up",
    },
    happened: {
      ja: "データベースが、プランで使える容量の8割を超えました。いっぱいになると、メールは送信元のサーバーで待つことになります。",
      en: "More than four fifths of what the database may hold on your plan are used. When it is full, mail waits at its sender's server.",
    },
    toDo: {
      ja: "管理ページの「記録」で、知らない相手から多くのメールが届いていないかを確かめ、迷惑な送信者をブロックしてください。使わなくなった転送先は削除してください。Workers Paid では容量が大きくなります。容量の設定は DATABASE_MEGABYTES です。",
      en: "Look into the journal on the admin page for floods from strangers, and block them. Delete forwardings that are no longer used. Workers Paid has more room. How much there is is the setting DATABASE_MEGABYTES.",
    },
  },
  "probe-lost": {
    subject: {
      ja: "SafetyAnswer が自分あてに送ったメールが届きません",
      en: "A mail that SafetyAnswer sent to itself has not arrived",
    },
    happened: {
      ja: "週に一度の自己点検で、{address} のドメインあてに送ったメールが、1時間たっても届きませんでした。外から届くメールも、届いていないおそれがあります。",
      en: "In its weekly check the relay wrote to the domain of {address}, and the mail has not arrived for an hour. Mail from outside may not arrive either.",
    },
    toDo: {
      ja: "いま、別のメールアドレスから {address} に書いて、届くか確かめてください。届かないときは npm run doctor を実行してください。ドメインの MX、Cloudflare の Email Routing、キャッチオールの行き先を調べ、直し方を示します。",
      en: "Write to {address} from another mailbox now, and see whether it arrives. If it does not, run `npm run doctor`: it looks at the domain's MX records, Email Routing and the catch-all rule, and says what to do.",
    },
  },
  setting: {
    subject: {
      ja: "SafetyAnswer の設定に問題があります",
      en: "A setting of SafetyAnswer is wrong",
    },
    happened: {
      ja: "設定が足りないか、正しくありません。メールは送信元のサーバーで待っています。",
      en: "A setting is missing or malformed. Mail waits at its sender's server.",
    },
    toDo: {
      ja: "ブラウザーで /api/health を開くと、どの設定かが表示されます。ADDRESS_KEY を変えた場合は、元の値に戻してください。",
      en: "Open /api/health in a browser: it names the setting. If ADDRESS_KEY was changed, put the former value back.",
    },
  },
} as const satisfies Readonly<Record<string, Words>>;

export type AlarmKind = keyof typeof ALARMS;

export const ALARM_KINDS = Object.keys(ALARMS) as AlarmKind[];

const FRAME: Both = {
  ja: "{happened}\n\n【どうすればよいか】\n{toDo}\n\n同じ種類のお知らせは、1日に1通だけ送ります。\n",
  en: "{happened}\n\nWhat to do:\n{toDo}\n\nYou get at most one notice of a kind and day.\n",
};

const PLACES: Both = {
  ja: "\n管理ページ: {page}/\n健康状態: {page}/api/health\n",
  en: "\nThe admin page: {page}/\nIts health: {page}/api/health\n",
};

/**
 * The subject and the text of an alarm.
 * @param page the admin page's origin, where it is known
 */
export function alarmText(kind: AlarmKind, publicAddress: string, language: Language, page?: string): Letter {
  const words: Words = ALARMS[kind];
  const filled = (text: Both) => fill(text[language], { address: publicAddress });
  const frame = { happened: filled(words.happened), toDo: filled(words.toDo) };
  const places = page === undefined ? "" : fill(PLACES[language], { page });
  return { subject: filled(words.subject), text: fill(FRAME[language], frame) + places };
}
