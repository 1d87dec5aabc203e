/** Messages as a sending server hands them to Cloudflare, and as Cloudflare hands them to the worker. */

export interface MailParts {
  /** The From field's value; `undefined` leaves the field out. */
  readonly from: string | undefined;
  readonly to?: string;
  readonly subject?: string;
  /** Further header fields, each with its CRLF. */
  readonly more?: string;
  readonly messageId?: string | undefined;
  readonly body?: string;
  /** The domain that Cloudflare's verdict passes; "" for a message that no verdict stands on. */
  readonly passes?: string;
  readonly date?: string;
}

/** What Cloudflare prepends, top to bottom. */
export function verdict(domain: string, result = "pass"): string {
  return [
    `Received: from mx.${domain} (192.0.2.7) by cloudflare-email.net (unimx) id AbCdEf; Tue, 24 Nov 2026 03:00:00 +0000`,
    "ARC-Seal: i=1; a=rsa-sha256; s=2022; d=cloudflare-email.net; cv=none; b=AAAA",
    "ARC-Authentication-Results: i=1; mx.cloudflare.net; dkim=none",
    `Received-SPF: ${result} (mx.cloudflare.net: domain of x@${domain} designates 192.0.2.7) client-ip=192.0.2.7;`,
    "Authentication-Results: mx.cloudflare.net;",
    `\tdkim=${result} header.d=${domain} header.s=sel header.b=QUJDREVG;`,
    `\tdmarc=${result} header.from=${domain} policy.dmarc=none;`,
    `\tspf=none (mx.cloudflare.net: no SPF records found for postmaster@mx.${domain}) smtp.helo=mx.${domain};`,
    `\tspf=${result} (mx.cloudflare.net: domain of x@${domain}) smtp.mailfrom=x@${domain}`,
    "X-CF-SpamH-Score: 0",
    "",
  ].join("\r\n");
}

/** The least that Cloudflare could prepend to a mail that passes. */
export function plainVerdict(domain: string): string {
  return [
    "Received: by cloudflare-email.net",
    "Received-SPF: pass (mx.cloudflare.net)",
    `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=${domain}`,
    "",
  ].join("\r\n");
}

let count = 0;

export function mail(parts: MailParts): string {
  const { to = "pta@school.example", subject = "Hello", more = "", body = "Hello.\r\n", passes } = parts;
  const domain = passes ?? /@([^<>@\s]+?)>?\s*$/.exec(parts.from ?? "")?.[1] ?? "";
  const messageId = "messageId" in parts ? parts.messageId : `<m${++count}.secret@host.${domain || "nowhere.example"}>`;
  return [
    domain && verdict(domain),
    `Received: from phone.${domain} by mx.${domain}; Tue, 24 Nov 2026 12:00:00 +0900\r\n`,
    parts.from === undefined ? "" : `From: ${parts.from}\r\n`,
    to && `To: ${to}\r\n`,
    `Subject: ${subject}\r\n`,
    `Date: ${parts.date ?? "Tue, 24 Nov 2026 12:00:00 +0900"}\r\n`,
    messageId ? `Message-ID: ${messageId}\r\n` : "",
    more,
    "\r\n",
    body,
  ].join("");
}
