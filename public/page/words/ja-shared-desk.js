/** Japanese words for a desk that several officers share. */

/** @type {typeof import("./en-shared-desk.js").sharedDesk} */
export const sharedDesk = {
  share: "返信をほかの担当者にも送る",
  shareHint:
    "担当者が返信すると、ほかの担当者にも「会計（返信済み）」のように表示名だけで写しが届き、次のメールの名前に「（会計が対応中）」と 1 週間付きます。Cloudflare で確認済みの受信箱への写しは無料です。確認していない受信箱への写しは、1 通ずつ送信数（Workers Paid で月 3,000 通まで込み、その先は 1,000 通につき 0.35 ドル）に数えられます。",
  shared: (address) => `${address} の返信は、ほかの担当者にも届きます。`,
  unshared: (address) => `${address} の返信は、返信した担当者と相手だけのものになりました。`,
};
