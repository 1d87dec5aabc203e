/** Japanese words for the journal, the chart and the list of changes. */

/** @type {typeof import("./en-journal.js").journalWords} */
export const journalWords = {
  journal: {
    heading: "記録",
    intro:
      "いつ届き、どこへ送ったかを 30 日間残します。内容は残しません。「送信済み」は相手のサーバーに渡したという意味で、届いたことまでは分かりません。",
    filters: "絞り込み",
    all: "すべて",
    address: "アドレス",
    direction: "向き",
    outcome: "結果",
    since: "この日から",
    unanswered: (days) => `${days} 日以上返信のないもの`,
    none: "ありません。",
    count: (n) => `${n} 件を表示`,
    mails: /** @param {number} n */ (n) => `（この日 ${n} 通）`,
    deletedAddress: "削除されたアドレス",
  },
  outcome: {
    sent: "送信済み",
    failed: "送信できませんでした",
    retrying: "再送待ち",
    rejected: "受け取りを断りました",
    suppressed: "自動応答のため送っていません",
    claimed: "処理中",
  },
  direction: {
    inbound: "届いたメール",
    reply: "返信",
    shared: "返信の写し（ほかの担当者へ）",
    notice: "こちらからの通知",
  },
  chart: {
    heading: "この 30 日間",
    inbound: "担当者に送信したメール",
    reply: "送信した返信",
    failed: "送信できなかったもの",
    summary: (inbound, reply, failed) =>
      `この 30 日間に、担当者へのメール ${inbound} 通と返信 ${reply} 通を送信しました。送信できなかったものは ${failed} 通です。`,
    table: "表で見る",
    day: "日",
    most: (n) => `いちばん多い日で ${n} 通`,
    quiet: "この 30 日間にメールはありません。",
  },
  changes: {
    heading: "変更の記録",
    none: "まだ変更はありません。",
    actor: (actor) => `変更した人: ${actor}`,
  },
};
