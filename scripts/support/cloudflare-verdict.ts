/** What Cloudflare prepends to a message before a worker sees it (docs/platform.md, "Receiving"), top to bottom. */

export interface Verdict {
  /** What the sender's domain proved: its signature and its server, or nothing. */
  readonly result: "pass" | "fail" | "none";
  /** The domain of the From field. */
  readonly domain: string;
  /** RFC 5321's MAIL FROM. */
  readonly envelopeSender: string;
  readonly time: Date;
}

export function prepended({ result, domain, envelopeSender, time }: Verdict): string {
  const host = `mx.${domain}`;
  const results = [
    `dkim=${result} header.d=${domain} header.s=s1 header.b="Qm9vayE";`,
    `dmarc=${result} header.from=${domain} policy.dmarc=none;`,
    `spf=none (mx.cloudflare.net: no SPF records found for postmaster@${host}) smtp.helo=${host};`,
    `spf=${result} (mx.cloudflare.net: domain of ${envelopeSender}) smtp.mailfrom=${envelopeSender}`,
  ].join("\r\n\t");
  return [
    `Received: from ${host} (192.0.2.25) by cloudflare-email.net (unimx) id Yh3kQ9; ${rfc5322Date(time)}`,
    "ARC-Seal: i=1; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; cv=none; b=c2VhbGVk",
    "ARC-Message-Signature: i=1; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net;\r\n\th=From:To:Subject; bh=Ym9keQ==; b=c2lnbmVk",
    `ARC-Authentication-Results: i=1; mx.cloudflare.net;\r\n\t${results}`,
    `Received-SPF: ${result} (mx.cloudflare.net: domain of ${envelopeSender}) receiver=mx.cloudflare.net; client-ip=192.0.2.25;`,
    `Authentication-Results: mx.cloudflare.net;\r\n\t${results}`,
    "X-CF-SpamH-Score: 0",
    "",
  ].join("\r\n");
}

/** RFC 5322 §3.3, in UTC. */
export function rfc5322Date(time: Date): string {
  return time.toUTCString().replace("GMT", "+0000");
}
