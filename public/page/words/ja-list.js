/** Japanese words for the list of addresses and officers, and for blocking somebody, under the keys of en-list.js. */

/** @type {typeof import("./en-list.js").list} */
export const list = {
  search: "担当者やアドレスを探す",
  found: (n) => `担当者 ${n} 人`,
  officers: (n) => `${n} 人`,
  waiting: (n) => `本人の確認待ち ${n} 人`,
  nobody: "届く人がいません",
  closed: "受付停止中",
  settings: "窓口の設定",
  settingsOf: (address) => `${address} の設定`,
  at: (address) => `${address} に届いたメール`,
};

/** @type {typeof import("./en-list.js").table} */
export const table = {
  saveOfficers: "一覧を CSV で保存",
  saveJournal: "この一覧を CSV で保存",
  saved: (n) => `${n} 行を保存しました。`,
  savedNewest: (n) => `新しい順に ${n} 行を保存しました。すべて保存するには、絞り込んでください。`,
  address: "公開アドレス",
  name: "返信に付く名前",
  label: "役職・呼び名",
  mailbox: "メールアドレス（一部）",
  state: "状態",
  time: "日時",
  direction: "向き",
  outcome: "結果",
  reason: "理由",
  alias: "匿名アドレス",
  size: "大きさ（バイト）",
};

/** @type {typeof import("./en-list.js").block} */
export const block = {
  heading: (name) => `${name} さんを、どこで受信拒否にしますか`,
  intro: "これから届くメールを断り、匿名アドレスへの返信も止まります。すぐに元に戻せます。",
  here: "この窓口で（担当者全員）",
  everywhere: "すべての窓口で",
  officer: "この担当者だけ",
  domainHint: "ドメイン全体の受信拒否は、窓口の設定から行います。",
  blockedHere: (name) => `${name} さんを、この窓口の担当者全員で受信拒否にしました。`,
  blockedEverywhere: (name) => `${name} さんを、すべての窓口で受信拒否にしました。`,
  stillBlocked: (name) =>
    `${name} さんは、この窓口全体でまだ受信拒否中です。窓口の設定の「受信拒否の一覧」から解除してください。`,
  list: "受信拒否の一覧",
  listHeading: (address) => `${address} の受信拒否`,
  listIntro: "ここにある送信者からのメールは断られます。",
  none: "受信拒否はありません。",
  release: "拒否を解除",
  released: (who) => `${who} の受信拒否を解除しました。`,
  addDomain: "ドメイン全体を受信拒否にする",
  domain: "ドメイン",
  domainExample:
    "例: spam.example。その下のすべてなら *.spam.example。保護者も使う大手のメールのドメインは入れないでください。",
  where: "範囲",
  blockDomain: "このドメインを受信拒否にする",
  domainBlocked: (domain) => `${domain} からのメールは、これから断られます。`,
};

/** @type {typeof import("./en-list.js").firstMail} */
export const firstMail = {
  heading: "試しのメールを送る",
  text: "ご自分のメールから、次のアドレスに 1 通送ってみてください。この画面で待ち、どうなったかを表示します。",
  waiting: "メールを待っています…",
  sent: (when) => `メールを受け付け、担当者に送信しました（${when}）。準備ができました。`,
  came: (when, outcome, why) => `メールを受け付けました（${when}）。${outcome}: ${why}`,
  skip: "今はしない",
};

/** @type {typeof import("./en-list.js").findMail} */
export const findMail = {
  label: "あの方のメールはどうなりましたか",
  hint: "名前の一部か、メールアドレス全体を入れてください。",
  find: "メールを探す",
  found: (n) => `30 日以内に ${n} 通`,
};
