/** 名前のある管理者についての言葉。What the page says about admins under a name of their own, in Japanese. */

export const admins = {
  heading: "管理者",
  intro: "ひとりずつ自分のパスワードで入ります。変更の記録には名前が出ます。管理用パスワードは非常用として残ります。",
  none: "まだいません。全員が管理用パスワードで入っています。",
  invite: "管理者を招待",
  inviteIntro:
    "メールで招待状を送ります。リンクは7日間、1回だけ使えます。担当者と同じく、先に Cloudflare でメールアドレスを確認しておいてください。",
  name: "名前",
  nameHint: "変更の記録で、ほかの管理者に表示されます。",
  mailbox: "メールアドレス",
  mailboxHint: "暗号化して保存し、誰にも表示しません。",
  role: "できること",
  roles: { all: "すべて", read: "見るだけ（変更はできません）" },
  only: /** @param {string} address */ (address) => `${address} だけ`,
  gone: "削除されたアドレス",
  states: { invited: "招待中", expired: "招待の期限切れ" },
  send: "招待状を送る",
  sent: /** @param {string} name */ (name) => `${name} さんに招待状を送りました。`,
  notSent: /** @param {string} name @param {string} reason */ (name, reason) =>
    `${name} さんへの招待状を送れませんでした（${reason}）。直してから、もう一度送ってください。`,
  change: "名前や権限を変更",
  changeHeading: /** @param {string} name */ (name) => `${name} さんにできること`,
  changed: /** @param {string} name */ (name) => `保存しました。${name} さんには今から効きます。`,
  again: "招待状をもう一度送る",
  revoke: "権限を取り消す",
  revokeHeading: /** @param {string} name */ (name) => `${name} さんの権限を取り消しますか`,
  revokeText: [
    "パスワードも、それで開いている画面も、すぐに使えなくなります。これまでの変更は、名前とともに残ります。",
    "Cloudflare Access を使っているときは、そのポリシーからも外してください。",
  ],
  revoked: /** @param {string} name */ (name) => `${name} さんの権限を取り消しました。`,
  invited: "管理者に招待されました",
  acceptIntro:
    "ボタンを押すと、あなた専用のパスワードが一度だけ表示されます。パスワード管理アプリか紙を用意してください。",
  accept: "招待を受ける",
  welcome: /** @param {string} name */ (name) => `${name} さん、ようこそ`,
  passwordIntro:
    "これがあなたのパスワードです。いま控えてください。二度と表示されません。なくしたら、もう一度招待してもらってください。",
  toDesk: "控えたので進む",
  signedInAs: /** @param {string} name */ (name) => `${name} さん`,
};
