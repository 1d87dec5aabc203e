/** Mail as a parent's or an officer's mail program writes it, with the verdict that Cloudflare puts on top of it. */

/**
 * @typedef {{
 *   name: string, address: string, recipient: string, subject: string, text: string, inReplyTo?: string,
 * }} Letter
 */

/** @param {Letter} letter @returns {string} the message as text, to be sent as UTF-8 */
export function compose({ name, address, recipient, subject, text, inReplyTo }) {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const fields = [
    `Received: from mx.${domain} by cloudflare-email.net`,
    "Received-SPF: pass (mx.cloudflare.net)",
    `Authentication-Results: mx.cloudflare.net; dkim=pass header.d=${domain}; dmarc=pass header.from=${domain}`,
    `From: ${name ? `${encodedWord(name)} ` : ""}<${address}>`,
    `To: <${recipient}>`,
    `Subject: ${encodedWord(subject)}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${crypto.randomUUID()}@${domain}>`,
    ...(inReplyTo ? [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`] : []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
  ];
  return [...fields, "", ...text.split(/\r?\n/), ""].map(withoutLineBreak).join("\r\n");
}

/** A line break in a field would begin another one. @param {string} line */
const withoutLineBreak = (line) => line.replace(/[\r\n]/g, " ");

/** An encoded-word holds 75 characters at most (RFC 2047 §2): 12 characters of up to three octets each fit. @param {string} text */
function encodedWord(text) {
  const pieces = [...text].map((_, index, all) => (index % 12 === 0 ? all.slice(index, index + 12).join("") : ""));
  return pieces.filter(Boolean).map(oneWord).join("\r\n ");
}

/** @param {string} piece */
function oneWord(piece) {
  const octets = new TextEncoder().encode(piece);
  return `=?utf-8?B?${btoa(String.fromCharCode(...octets))}?=`;
}
