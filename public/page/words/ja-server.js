/** Japanese words for the stable words and sentences that the server answers with. */

/** @type {typeof import("./en-server.js").serverWords} */
export const serverWords = {
  reason: {
    "no-such-address": "アドレスがないか、書いた方が使えないアドレスです",
    closed: "受付を止めています",
    "from-missing": "差出人が書かれていません",
    "from-several": "差出人が複数書かれています",
    "from-unreadable": "差出人を読み取れません",
    "header-too-large": "メールの先頭部分が大きすぎます",
    loop: "同じメールが回って戻ってきました",
    blocked: "相手を止めています",
    "opaque-signature": "電子署名からアドレスが見えてしまいます",
    "unreadable-structure": "メールの構造を安全に読み取れません",
    undeliverable: "渡せませんでした",
    "replies-off": "返信を許していません",
    "too-large": "大きすぎます",
    "recipient-suppressed": "以前に届かなかったアドレスです",
    "no-forwarding-delivers": "今受け取れる担当者がいません。メールは差出人のところで待っています",
    "nobody-else": "ほかの担当者への写しですが、ほかに担当者がいません",
    automatic: "担当者が誰か分かってしまうため",
    "authentication-temperror": "差出人を今は確かめられません",
    deadline: "時間が足りませんでした",
    timeout: "メールの仕組みに時間がかかりすぎました",
    exception: "こちらで問題が起きました",
    "not-tried": "まだ試していません",
    invalid: "メールの仕組みに受け付けられませんでした",
    "domain-not-onboarded": "このドメインからはまだ送れません",
    "recipient-not-verified": "届け先が Cloudflare で未確認です",
    "rate-limit": "一度に送る数が多すぎます",
    quota: "送れる数の上限に達しました",
    "sending-service": "メールの仕組みに問題がありました",
    unknown: "理由は分かりません",
  },
  gaveUp: (reason) => `あきらめました: ${reason}`,
  advice: {
    "recipient-not-verified":
      "このアドレスは、まだ Cloudflare で確認されていません。担当者に Cloudflare から英語のメールが届いているはずです。中のボタンを押してもらってください。届いていなければ、Cloudflare の「Email Routing」→「Destination addresses」にこのアドレスを追加してください。確認が済むと、自動的に動き始めます。",
    "domain-not-onboarded":
      "公開アドレスのドメインから、まだメールを送れません。Cloudflare の「Email Sending」にこのドメインを追加してください。そのあと、自動的に動き始めます。",
    "recipient-suppressed":
      "以前に届かなかったため、このアドレスへの送信を Cloudflare が止めています。アドレスを担当者に確かめてください。正しければ、Cloudflare の「Email Sending」→「Suppressions」から外してください。",
    quota: "送れる数の上限に達しました。上限が戻ると、案内のメールは自動的に送られます。",
  },
  adviceNotYet: "案内のメールをまだ送れていません。しばらくすると自動的にもう一度送ります。今すぐ送ることもできます。",
  action: {
    "address.add": "公開アドレスを追加",
    "address.change": "公開アドレスを変更",
    "address.delete": "公開アドレスを削除",
    "forwarding.add": "担当者を追加",
    "forwarding.activate": "担当者を確認",
    "forwarding.change": "転送を変更",
    "forwarding.delete": "転送を削除",
    "handover.begin": "引き継ぎを開始",
    "handover.complete": "引き継ぎが完了",
    "reply-from.add": "ほかの返信元を追加",
    "reply-from.delete": "ほかの返信元を外した",
    "alias.add": "こちらから書くための別名を作成",
    "alias.block": "相手を止めた",
    "alias.release": "相手を許した",
    "alias.delete": "別名を無効にした",
    stop: "紛失のため、すべて停止",
    erase: "相手の記録を消去",
  },
  detail: {
    "This public address leads to that mailbox already.": "このアドレスは、もうこの窓口の担当者です。",
    "A public address leads to 20 mailboxes at most.": "ひとつの窓口の担当者は 20 人までです。",
    "This address is published already.": "この公開アドレスは、もうあります。",
    "Answers from that mailbox are accepted already.": "このアドレスからの返信は、もう受け付けています。",
    "destination must be a private mailbox, not an address of this system.":
      "個人のメールアドレスを入れてください。この仕組みのアドレスは使えません。",
    "destination must be one mail address, as taro@company.example, without a name.":
      "メールアドレスをひとつだけ、名前なしで入れてください。",
    "address must be one mail address, as taro@company.example, without a name.":
      "メールアドレスをひとつだけ、名前なしで入れてください。",
    "address must have no +tag: mail to any tag reaches the address without it.":
      "「+」とその後は書かないでください。付いていても同じ窓口に届きます。",
    "address has the form of an alias; choose another.": "別名と同じ形のアドレスは使えません。",
    "address reaches the admin already, as it must at every domain; choose another.":
      "postmaster@ と abuse@ は、どのドメインでも管理者に届きます。ほかのアドレスにしてください。",
  },
  speaksTheServersLanguage: false,
};
