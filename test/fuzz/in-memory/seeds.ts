/**
 * Whole messages to start from: one of each kind of mail that real life sends, with the writer's address written into it
 * in all the ways that mail has. What the fuzzer makes of them is no longer anything that somebody thought of.
 */
import { toBase64 } from "../../../src/mail/base-encoding.ts";
import { toBinaryString, utf8, utf8Binary } from "../../../src/mail/octets.ts";

/** The content of a message: its Content-* fields and body (a binary string), for an address written into it. */
type Seed = (secret: string) => string;

const base64 = (text: string) => (toBase64(utf8(text)).match(/.{1,76}/g) ?? []).join("\r\n");
const word = (text: string) => `=?utf-8?B?${toBase64(utf8(text))}?=`;
const quoted = (text: string) =>
  [...utf8Binary(text)]
    .map((c) => (/[!-<>-~ ]/.test(c) ? c : `=${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`))
    .join("");

/** The octets of attachments that are no text. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAABcAAAAfCAYAAAAMeVbNAAAABHNCSVQICAgIfAhkiAAAABl0";
const GIF = "R0lGODlhAQABAAAAACw=";
const CIPHERTEXT = "MIAGCSqGSIb3DQEHA6CAMIACAQAxggHXMIIB0wIBADA7MDUxCzAJBgNVBAYT";
export const BINARY: readonly string[] = [PNG, GIF, CIPHERTEXT];

const plain: Seed = (secret) =>
  `Content-Type: text/plain; charset=utf-8\r\n\r\nHello.\r\n-- \r\n${secret}\r\nOn Monday <${secret}> wrote:\r\n> hi ${secret.toUpperCase()}\r\n`;

const bare: Seed = (secret) => `\r\nNo fields at all, mailto:${secret.replace("@", "%40")}\r\n`;

const quotedPrintable: Seed = (secret) =>
  `Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quoted("é = ")}${secret.slice(0, 5)}=\r\n${secret.slice(5).replace("@", "=40")}\r\nEnd=\r\n`;

const base64Root: Seed = (secret) =>
  `Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`日本語で ${secret} と書く。\r\n`.repeat(4))}\r\n`;

const html: Seed = (secret) =>
  `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p><a href="mailto:${secret}">${secret.replace("@", "&#64;")}</a> ${secret.replace("@", "&commat;")} <b>${utf8Binary("件名")}</b></p>\r\n`;

const japanese: Seed = (secret) =>
  `Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\x1b$B;3ED\x1b(B ${secret}\r\n\x1b$B$h$m$7$/\x1b(B\r\n`;

const shiftJis: Seed = (secret) =>
  `Content-Type: text/plain; charset=Shift_JIS\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\x8e\x52\x93\x63 ${secret} \x87\x40\x87\x8a\r\n`;

const alternative: Seed = (secret) =>
  [
    'Content-Type: multipart/alternative;\r\n\tboundary="=_alt.1"\r\n\r\nThis is a multi-part message from ',
    `${secret}.\r\n--=_alt.1\r\n${quotedPrintable(secret)}\r\n--=_alt.1\r\n${html(secret)}\r\n--=_alt.1--\r\n${secret}\r\n`,
  ].join("");

const attachments: Seed = (secret) =>
  [
    "Content-Type: multipart/mixed; boundary=outer\r\n\r\n",
    `--outer\r\n${alternative(secret)}`,
    `\r\n--outer\r\nContent-Type: image/png; name="${word(`${secret}.png`)}"\r\nContent-Transfer-Encoding: base64\r\n`,
    `Content-Disposition: attachment;\r\n filename*0*=utf-8''${encodeURIComponent(secret.slice(0, 8))};\r\n filename*1*=${encodeURIComponent(secret.slice(8))}.png\r\n\r\n`,
    `${PNG}\r\n`,
    `\r\n--outer\r\nContent-Type: application/octet-stream; name="list.csv"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`name,${secret}\r\n`)}`,
    `\r\n--outer\r\nContent-Type: text/vcard; charset=utf-8\r\nContent-Disposition: attachment; filename=me.vcf\r\n\r\nBEGIN:VCARD\r\nEMAIL;TYPE=home:${secret}\r\nEND:VCARD\r\n`,
    "\r\n--outer--\r\n",
  ].join("");

const related: Seed = (secret) =>
  [
    'Content-Type: multipart/related; type="text/html"; boundary="rel"\r\n\r\n',
    `--rel\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<img src="cid:image1@${secret.split("@")[1]}"> ${secret}\r\n`,
    `--rel\r\nContent-Type: image/gif\r\nContent-ID: <image1@${secret.split("@")[1]}>\r\nContent-Transfer-Encoding: base64\r\n\r\n${GIF}\r\n--rel--\r\n`,
  ].join("");

const calendar: Seed = (secret) =>
  `Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nORGANIZER;CN=X:mailto:${secret.slice(0, 7)}\r\n ${secret.slice(7)}\r\nATTENDEE;CN="${secret}";RSVP=TRUE:MAILTO:${secret}\r\nEND:VCALENDAR\r\n`;

const nested: Seed = (secret) =>
  [
    "Content-Type: multipart/digest; boundary=d\r\n\r\n",
    `--d\r\n\r\nDelivered-To: ${secret}\r\nReceived: by x for <${secret}>; now\r\nTo: "${secret}" <${secret}>\r\nSubject: ${word(`Re: ${secret}`)}\r\n${base64Root(secret)}`,
    `\r\n--d\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\n${attachments(secret)}\r\n--d--\r\n`,
  ].join("");

const report: Seed = (secret) =>
  [
    'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="r"\r\n\r\n',
    `--r\r\nContent-Type: text/plain\r\n\r\nCould not be delivered to ${secret}\r\n`,
    `--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nOriginal-Recipient: rfc822;${secret}\r\nFinal-Recipient: rfc822; ${secret}\r\nAction: failed\r\n`,
    `--r\r\nContent-Type: text/rfc822-headers\r\n\r\nTo: ${secret}\r\nSubject: x\r\n--r--\r\n`,
  ].join("");

const signed: Seed = (secret) =>
  `Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s\r\n\r\n--s\r\n${plain(secret)}\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n${secret}\r\n--s\r\nContent-Type: application/pgp-keys\r\n\r\n${secret}\r\n--s--\r\n`;

/** Encrypted: nobody reads it, and it passes. */
const encrypted: Seed = () =>
  `Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n${CIPHERTEXT}\r\n`;

const uuencoded: Seed = (secret) =>
  `Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a.txt\r\n#0V%T\r\n\`\r\nend\r\n${secret}\r\n`;

export const CONTENTS: readonly Seed[] = [
  plain,
  bare,
  quotedPrintable,
  base64Root,
  html,
  japanese,
  shiftJis,
  alternative,
  attachments,
  related,
  calendar,
  nested,
  report,
  signed,
  encrypted,
  uuencoded,
];

/** Header fields that go with any content. */
export const FIELDS: readonly Seed[] = [
  () => "",
  (secret) => `Sender: ${secret}\r\nReply-To: Someone <other@elsewhere.example>\r\nReturn-Path: <${secret}>\r\n`,
  (secret) =>
    `In-Reply-To: <a.b@host.example> <${secret}>\r\nReferences: <one@host.example>\r\n <two@host.example>\r\nThread-Topic: ${secret}\r\n`,
  (secret) => `Cc: Third <third@elsewhere.example>, undisclosed: ${secret}, ;\r\nX-Note: ${secret}\r\n`,
  (secret) => `MIME-Version: 1.0\r\nMIME-Version: 1.0\r\nComments: ${secret}\r\nKeywords: ${word(secret)}\r\n`,
  () => "Auto-Submitted: no\r\nPrecedence: bulk\r\nImportance: high\r\nX-Priority: 1 (Highest)\r\n",
  (secret) =>
    `List-Unsubscribe: <mailto:${secret}>\r\nAutocrypt: addr=${secret}; keydata=AAAA\r\nDisposition-Notification-To: ${secret}\r\n`,
];

/** From fields around an address. */
export const FROM: readonly Seed[] = [
  (secret) => secret,
  (secret) => `${toBinaryString(utf8("山田 太郎"))} <${secret}>`,
  (secret) => `${word(`山田 ${secret}`)}\r\n <${secret}>`,
  (secret) => `"Norton I., \\"Emperor\\"" <${secret}>`,
  (secret) => `Norton I., Emperor <${secret}> (a comment (nested))`,
  (secret) => `The Service <The Service <${secret}>>`,
  (secret) => `=?iso-2022-jp?B?GyRCOzNFRBsoQg==?= =?iso-2022-jp?Q?=1B$BB@O:=1B(B?= <${secret}>`,
  (secret) => `"${secret}" <${secret}>`,
];

/** Subjects around an address. */
export const SUBJECTS: readonly Seed[] = [
  () => "Hello",
  (secret) => `${word(`お知らせ ${secret}`)}`,
  (secret) => `Re: ${secret} =?utf-8?Q?${secret.replace("@", "=40")}?=`,
  () => "An =?UTF-8?Q?encoded_newline=0A?=",
  (secret) => `=?utf-8?B?${toBase64(utf8(secret)).slice(0, 8)}?= =?utf-8?B?${toBase64(utf8(secret)).slice(8)}?=`,
  () => toBinaryString(utf8("生の日本語")),
];
