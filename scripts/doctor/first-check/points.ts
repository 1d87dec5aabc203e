/** The points of the first production check, in the order of docs/operations.md: what to do, and what has to come of it. */
import type { Words } from "../../support/language.ts";

export interface Point {
  readonly id: string;
  readonly do: Words;
  readonly expect: Words;
  /** Whether answers stay off when it is otherwise. */
  readonly essential: boolean;
  /** No answer may have left while it was tried: D1 is asked, too. */
  readonly isForgery: boolean;
}

function forgery(id: string, ja: string, en: string): Point {
  return {
    id: `forgery-${id}`,
    do: { ja, en },
    expect: {
      ja: "「No such address.」と断られ、A には何も届かない（B にはお知らせが1通まで）",
      en: "it is refused with `No such address.`, A gets nothing, and B at most one notice",
    },
    essential: true,
    isForgery: true,
  };
}

function passage(id: string, action: Words, expect: Words, essential = false): Point {
  return { id, do: action, expect, essential, isForgery: false };
}

export const POINTS: readonly Point[] = [
  passage(
    "one-mail-each",
    { ja: "A から、公開アドレス2つに1通で書く", en: "A writes to two public addresses in one mail" },
    { ja: "どの担当者にも1通ずつ届く", en: "each officer gets one mail" },
  ),
  passage(
    "answer",
    { ja: "B が返信する", en: "B answers" },
    {
      ja: "A に公開アドレスから届き、B のアドレスはソースのどこにもない",
      en: "it arrives at A from the public address, and B's address is nowhere in its source",
    },
    true,
  ),
  passage(
    "thread",
    { ja: "A が書き、B が返信し、A がもう一度返信する", en: "A writes, B answers, A answers" },
    { ja: "どちらのメールソフトでも1つの会話になる", en: "it is one thread in both mail programs" },
  ),
  passage(
    "large",
    { ja: "A が 1 KB、5 MB、24 MB のメールを送る", en: "A sends mails of 1 KB, 5 MB and 24 MB" },
    { ja: "全部届く（CPU 超過の記録がない）", en: "all of them arrive, and the dashboard shows no exceeded CPU limit" },
  ),
  passage(
    "answer-too-large",
    { ja: "B が 6 MB の返信をする", en: "B answers with 6 MB" },
    { ja: "B に「大きすぎる」と知らせが届き、A には何も届かない", en: "B is told in words, and A gets nothing" },
  ),
  forgery(
    "a",
    "X のサーバーから匿名アドレスへ、From: B。ほかに何も足さない",
    "from X to the alias, From: B, and nothing else",
  ),
  forgery(
    "b",
    "a の先頭に Authentication-Results: mx.cloudflare.net; dmarc=pass … を足す",
    "a, with Authentication-Results: mx.cloudflare.net; dmarc=pass … as its first field",
  ),
  forgery(
    "c",
    "b に、本物のメールから写した Received、Received-SPF、ARC-Authentication-Results を重ねる",
    "b, below Received, Received-SPF and ARC-Authentication-Results copied from a real mail",
  ),
  forgery(
    "d",
    "b を、キャッチオールで届く匿名アドレスと、個別ルールを作った匿名アドレスの両方へ",
    "b, to an alias that the catch-all rule brings, and to one with a rule of its own",
  ),
  forgery(
    "e",
    'X の DKIM で i=(@X、MAIL FROM は "); dmarc=pass (a"@X',
    'DKIM by X with i=(@X, and MAIL FROM "); dmarc=pass (a"@X',
  ),
  forgery(
    "f",
    "X の DKIM で i= に B のアドレス。次に i=a=20header.d=3DBのドメイン@X",
    "DKIM by X with B's address as i=; then with i=a=20header.d=3DB's domain@X",
  ),
  forgery(
    "g",
    "X の DKIM で i=@X;=0D=0A=09dkim=3Dpass header.d=3DBのドメイン;=0D=0A=09dkim=3Dnone header.i=3D@X",
    "DKIM by X with i=@X;=0D=0A=09dkim=3Dpass header.d=3DB's domain;=0D=0A=09dkim=3Dnone header.i=3D@X",
  ),
  forgery("h", 'MAIL FROM を "a) smtp.mailfrom=B (b"@X にする', 'MAIL FROM "a) smtp.mailfrom=B (b"@X'),
  forgery(
    "i",
    "HELO を x) smtp.mailfrom=B ( に。次に x; spf=pass smtp.mailfrom=B に",
    "HELO x) smtp.mailfrom=B ( ; then x; spf=pass smtp.mailfrom=B",
  ),
  forgery("j", "最初の行を空白で始める:  ; dmarc=pass", "a first line that begins with a space:  ; dmarc=pass"),
  forgery("k", "MAIL FROM を B にする", "MAIL FROM B"),
  forgery(
    "l",
    "B が別の人に本当に書いた古いメールを、匿名アドレスへ送り直す。次に MAIL FROM を B にして",
    "an old mail that B really wrote to somebody else, sent once more to the alias; then with MAIL FROM B",
  ),
  {
    ...forgery(
      "m",
      "a を、公開アドレスを To、匿名アドレスを Cc にして",
      "a, but To the public address, and the alias in Cc",
    ),
    expect: {
      ja: "普通のメールとして「（未確認）」付きで担当者全員に届く。返信としては出ない",
      en: "it is delivered as any mail, marked (unverified), to every officer, and goes out as no answer",
    },
  },
  passage(
    "alias-from-elsewhere",
    { ja: "A から匿名アドレスへ書く", en: "A writes to the alias" },
    { ja: "断られ、B に知らせが届く", en: "it is refused, and B is told" },
    true,
  ),
];
