/** Japanese words for the journal, the chart and the list of changes. */

/** @type {typeof import("./en-journal.js").journalWords} */
export const journalWords = {
  journal: {
    heading: "記録",
    intro: "30 日分の、いつ届いてどこへ渡ったか。内容は残しません。",
    filters: "絞り込み",
    all: "すべて",
    address: "アドレス",
    direction: "向き",
    outcome: "結果",
    since: "この日から",
    none: "ありません。",
    count: (n) => `${n} 件を表示`,
    deletedAddress: "削除されたアドレス",
  },
  outcome: {
    sent: "引き渡し済み",
    failed: "引き渡せませんでした",
    retrying: "もう一度試します",
    rejected: "断り、送信者に伝えました",
    suppressed: "自動応答のため渡していません",
    claimed: "作業中",
  },
  direction: { inbound: "届いたメール", reply: "返信", notice: "こちらからの通知" },
  chart: {
    heading: "この 30 日",
    inbound: "届いて引き渡したメール",
    reply: "引き渡した返信",
    failed: "引き渡せなかったもの",
    summary: (inbound, reply, failed) =>
      `この 30 日に、メール ${inbound} 通と返信 ${reply} 通を引き渡しました。引き渡せなかったものは ${failed} 通です。`,
    table: "表で見る",
    day: "日",
    quiet: "この 30 日にメールはありません。",
  },
  changes: {
    heading: "変更の記録",
    none: "まだ変更はありません。",
    actor: (actor) => `変更した人: ${actor}`,
  },
};
