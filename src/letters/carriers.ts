/**
 * How to let our mail through at the Japanese carriers, whose filters are the first reason why a school's mail does not arrive
 * (ドメイン指定受信). One text: in the welcome to a network, on its sheet, in the statement for parents and in an officer's invitation.
 */
import type { Both, Language } from "./language.ts";
import { fill } from "./letter.ts";

const TEXT: Both = {
  ja: `■ メールが届かないとき（ドメイン指定受信）
携帯電話会社のメールは、はじめての相手からのメールを止めることがあります。「{domain}」からのメールを受け取る設定にしてください。
・docomo: My docomo →「メール設定」→「受信リスト／拒否リスト設定」→ 受信リストに {domain} を追加
・au・UQ mobile: 「迷惑メールフィルター設定」→「受信リストに登録／アドレス帳受信設定」に {domain} を追加
・SoftBank: My SoftBank →「メール設定」→「迷惑メール対策」→「許可するメールの登録」に {domain} を追加
・楽天モバイル（楽メール）: 「Rakuten Link」アプリの楽メールの設定 →「迷惑メール設定」→ 受信を許可するドメインに {domain} を追加
・Y!mobile: My Y!mobile →「迷惑メールフィルター」→「許可するメールの登録」に {domain} を追加
そのほかのメールでも、迷惑メールのフォルダーに入っていないかを確かめてください。`,
  en: `If our mail does not arrive
The filters of Japanese carriers stop mail from people they do not know. Let mail from "{domain}" through:
- docomo: My docomo, "メール設定", "受信リスト／拒否リスト設定": add {domain} to 受信リスト
- au and UQ mobile: "迷惑メールフィルター設定", "受信リストに登録／アドレス帳受信設定": add {domain}
- SoftBank: My SoftBank, "メール設定", "迷惑メール対策", "許可するメールの登録": add {domain}
- Rakuten Mobile (楽メール): settings of 楽メール in the app "Rakuten Link", "迷惑メール設定": allow the domain {domain}
- Y!mobile: My Y!mobile, "迷惑メールフィルター", "許可するメールの登録": add {domain}
With any other mail, look into the spam folder.`,
};

/** @param domain of the public address, which is what our mail comes from */
export function carrierAdvice(domain: string, language: Language): string {
  return fill(TEXT[language], { domain });
}
