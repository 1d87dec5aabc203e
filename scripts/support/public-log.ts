/** In CI everybody reads the log: no mailbox of an officer or the admin stands in it, whoever says it (Cloudflare, wrangler, ourselves). */

const MAILBOX =
  /[^\s"'`“”「」()（）<>:：、，,;=/]+@[^\s"'`“”「」()（）<>:：、，。,;=/]*[^\s"'`“”「」()（）<>:：、，。,.;=/]/g;

/** The recipient of a test mail is nobody's: it stays. */
export function forLog(text: string): string {
  if (!process.env.CI) return text;
  return text.replaceAll(MAILBOX, (mailbox) => (/^(?:probe-|\*@)/.test(mailbox) ? mailbox : "…@…"));
}
