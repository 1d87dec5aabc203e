/** The fields that Cloudflare prepends, by the template of the library that it is thought to use (docs/platform.md). */

/** What the sender of a message decides about the verdict on it. */
export interface SendersWords {
  /** Of each signature: what follows `header.i=` (or, without an `i`, `header.d=`), and `header.s=`. */
  readonly signatures: readonly { readonly i?: string; readonly d: string; readonly s: string }[];
  readonly helo: string;
  readonly mailFrom: string;
  /** What the message begins with; a line of its own, or the continuation of what stands above. */
  readonly firstLine: string;
}

/** What Cloudflare finds. */
export interface Findings {
  readonly fromDomain: string;
  readonly dkim: string;
  readonly dmarc: string;
  readonly helo: string;
  readonly spf: string;
  readonly arc: boolean;
  /** Which field stands last, so that a first line that begins with white space continues it; `seal`: there is no verdict. */
  readonly last: "score" | "verdict" | "seal";
  readonly folded: boolean;
}

const US = "mx.cloudflare.net";
const IP = "192.0.2.25";

/** The whole message, as it reaches the worker. */
export function received(words: SendersWords, found: Findings, from: string): string {
  return [
    `Received: from ${words.helo} (${IP})\r\n\tby cloudflare-email.net (cloudflare) id Ab1; Tue, 24 Nov 2026 03:00:00 +0000`,
    `ARC-Authentication-Results: i=1; ${US};${verdictOn(words, found)}`,
    `Received-SPF: ${phrase(found.spf, words.mailFrom)}\r\n\treceiver=${US}; client-ip=${IP};`,
    ...(found.last === "seal" ? [] : [`Authentication-Results: ${US};${verdictOn(words, found)}`]),
    ...(found.last === "score" ? ["X-CF-SpamH-Score: 0"] : []),
    ...(words.firstLine === "" ? [] : [words.firstLine]),
    ...words.signatures.map(() => "DKIM-Signature: v=1; a=rsa-sha256; b=AAAA"),
    `From: ${from}`,
    "Subject: Hello",
    "",
    "Hello.",
    "",
  ].join("\r\n");
}

function verdictOn(words: SendersWords, found: Findings): string {
  const gap = found.folded ? "\r\n\t" : " ";
  const results = [
    ...words.signatures.map(
      ({ i, d, s }) =>
        `dkim=${found.dkim} header.${i === undefined ? `d=${d}` : `i=${i}`} header.s=${s} header.b=QUJDREVG`,
    ),
    `dmarc=${found.dmarc} header.from=${found.fromDomain} policy.dmarc=none`,
    `spf=${phrase(found.helo, `postmaster@${words.helo}`)} smtp.helo=${words.helo}`,
    `spf=${phrase(found.spf, words.mailFrom)} smtp.mailfrom=${words.mailFrom || "<>"}`,
    ...(found.arc ? [`arc=none smtp.remote-ip=${IP}`] : []),
  ];
  return results.map((result) => `${gap}${result}`).join(";");
}

function phrase(result: string, identity: string): string {
  if (result === "pass") return `pass (${US}: domain of ${identity} designates ${IP} as permitted sender)`;
  return `${result} (${US}: no SPF records found for ${identity})`;
}
