/** Japanese words for contact networks and surveys. */

/** @type {typeof import("./en-network.js").network} */
export const network = {
  button: "連絡網・アンケート",
  heading: (address) => `${address} の連絡網`,
  intro:
    "保護者の方は、紙に書かれたアドレスに空のメールを送って、ご自分で登録します。学校がアドレスを集めることはなく、ここにも表示されません。担当者が +all のアドレスに 1 通送ると、ひとりひとりに別々に届きます。",
  count: (count) => `登録: ${count} 人`,
  closed: "登録用のコードがまだありません。コードを作って、紙で配ってください。",
  cost: ({ copies, used, included, beyond, dollars }) =>
    `1 回の連絡は ${copies} 通です。今月は ${used} 通を送りました（プランに含まれるのは ${included} 通）。${beyond === 0 ? "次の 1 回は、含まれる数に収まります。" : `次の 1 回は ${beyond} 通が超え、約 ${dollars.toFixed(2)} ドルかかります。`}`,
  tags: (all, ask) => `担当者からの連絡: ${all}\nアンケート: ${ask}`,
  makeCode: "登録用の紙を作る",
  codeIntro: "新しいコードを作ります。前に配った紙のコードは使えなくなります。登録済みの方はそのままです。",
  once: "コードが表示されるのは今だけです。すぐに印刷してください。",
  sheet: (address, join, leave) => [
    `${address} の連絡網に登録してください`,
    `次のアドレスに、空のメールを送ってください（件名も本文もいりません）。QR コードを読み取って、そのまま送信しても同じです。\n${join}`,
    "あなたのメールアドレスは、学校にも、担当者にも、ほかの保護者にも見えません。",
    `やめるときは、次のアドレスに空のメールを送ってください。\n${leave}`,
  ],
  members: "登録している人",
  nobody: "まだ誰も登録していません。",
  erase: "ひとり消す",
  eraseIntro: "登録をやめたい方のアドレスを、そのとおりに入力してください。",
  eraseField: "メールアドレス",
  erased: (count) => (count === 0 ? "このアドレスの登録はありません。" : "登録を消しました。"),
  announcements: "送った連絡",
  noAnnouncements: "まだありません。",
  kinds: { all: "連絡", ask: "アンケート", remind: "回答のお願い" },
  reminded: (isOver) => `まだ答えていない人に送信（人数は表示しません）${isOver ? "" : "（続きを待っています）"}`,
  state: (sent, addressed, failed, isOver) =>
    `${addressed} 人のうち ${sent} 人に送信${failed === 0 ? "" : `、${failed} 人には送信できず`}${isOver ? "" : "（続きを待っています）"}`,
  surveys: "アンケート",
  noCounts: "5 人以上の答えがそろい、担当者が集計を求めると、ここに出ます。",
  over: "締め切りました",
  choice: (number, count) => `${number} 番: ${count} 人`,
  total: (total) => `合計 ${total} 人`,
  statement:
    "連絡網に登録した方のアドレスは、学校にも担当者にもほかの保護者にも見えません。やめると、すぐに消えます。アンケートの番号は数えるだけで、5 人分より少ない数は誰にも見せず、締め切ると誰が答えたかの記録を消します。",
};
