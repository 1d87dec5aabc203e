/** The sheet itself: one A4 page, Japanese and English, nothing in it that loads from anywhere. */

export interface Sheet {
  readonly lines: readonly string[];
  /** The four characters that stored values of this key begin with. */
  readonly keyId: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

export function sheetPage({ lines, keyId, day }: Sheet): string {
  const rows = lines.map((line, at) => `<tr><th>${at + 1}</th><td>${line}</td></tr>`).join("\n");
  return `<!doctype html>
<html lang="ja">
<meta charset="utf-8">
<title>SafetyAnswer recovery sheet</title>
<style>
@page { size: A4; margin: 20mm }
body { font: 11pt/1.6 sans-serif; max-width: 170mm; margin: 0 auto; color: #000; background: #fff }
h1 { font-size: 18pt; margin: 0 }
table { border: 2pt solid #000; border-collapse: collapse; margin: 8mm 0; width: 100% }
th, td { padding: 3mm 4mm; text-align: left }
td { font: bold 19pt/1.5 monospace; letter-spacing: .05em; white-space: nowrap }
.keep { border-left: 3pt solid #000; padding-left: 4mm; font-weight: bold }
footer { margin-top: 8mm; font-size: 10pt }
</style>
<h1>SafetyAnswer 復旧シート / Recovery sheet</h1>
<p class="keep">この紙とデータベースの両方を持つ人は、全員のアドレスを読めます。金庫に保管してください。撮影・スキャン・メール送信はしないでください。<br>
Whoever has this sheet and the database can read everybody's address. Keep it in a safe. Do not photograph, scan or mail it.</p>
<table>
${rows}
</table>
<p>鍵の番号 / Key id: <b>${keyId}</b> · 作成日 / Made on: ${day}</p>
<h2>日本語</h2>
<p>これは秘密の値 ADDRESS_KEY です。失うと、保存された名前とアドレスは二度と読めず、返信も届きません。Cloudflare からは読み出せません。</p>
<ol>
<li>SafetyAnswer のフォルダーで <code>npm run recovery-sheet -- --restore</code> を実行します。</li>
<li>4行を順に入力します。大文字・小文字・空白は自由です。打ち間違いは行番号で知らせます。</li>
<li>表示された鍵の番号が、この紙と同じことを確かめます。</li>
<li>表示された値を <code>npx wrangler secret put ADDRESS_KEY</code> に入れます。</li>
</ol>
<h2>English</h2>
<p>This is the secret ADDRESS_KEY. Without it the stored names and addresses can never be read again, and no answer arrives. Cloudflare does not give it back.</p>
<ol>
<li>In SafetyAnswer's folder run <code>npm run recovery-sheet -- --restore</code>.</li>
<li>Type the four lines. Capitals and spaces don't matter. A slip is reported with its line.</li>
<li>Check that the key id shown is the one on this sheet.</li>
<li>Put the value shown into <code>npx wrangler secret put ADDRESS_KEY</code>.</li>
</ol>
<footer>鍵を変えたら（npm run recovery-sheet で）新しい紙を作り、古い紙は、古い鍵が不要になってから裁断してください。<br>
After a change of keys print a new sheet, and shred this one when the old key is no longer needed.</footer>
</html>
`;
}
