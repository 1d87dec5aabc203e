/** Japanese words for a desk that several officers share. */

/** @type {typeof import("./en-shared-desk.js").sharedDesk} */
export const sharedDesk = {
  share: "返信をほかの担当者にも送る",
  shareHint:
    "写しには役職・呼び名だけが出て、次のメールの名前に「（会計が対応中）」と 1 週間付きます。Cloudflare で確認済みの受信箱への写しは無料、ほかは 1 通ずつ送信数に数えられます。",
  shared: (address) => `${address} の返信は、ほかの担当者にも届きます。`,
  unshared: (address) => `${address} の返信は、返信した担当者と相手だけのものになりました。`,
};
