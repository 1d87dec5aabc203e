/** The mail side of local development: wrangler takes mail by POST and keeps what was sent. Never there in production. */

const EXPLORER = "/cdn-cgi/local/explorer/api/local/email/sending";

/**
 * @typedef {{ outcome: string, rejectReason?: string }} Verdict
 * @typedef {{ id: string, recipient: string, raw: string }} SentMail `raw` has one character for each octet
 */

/**
 * Plays the sending server.
 *
 * @param {string} envelopeSender
 * @param {string} envelopeRecipient
 * @param {string} message
 * @returns {Promise<Verdict>}
 */
export async function handIn(envelopeSender, envelopeRecipient, message) {
  const envelope = new URLSearchParams({ from: envelopeSender, to: envelopeRecipient, format: "json" });
  const response = await fetch(`/cdn-cgi/local/email?${envelope}`, { method: "POST", body: message });
  return response.json().catch(() => ({ outcome: "exception" }));
}

/** @returns {Promise<Set<string>>} ids of everything sent so far */
export async function sentSoFar() {
  return new Set((await list()).map((item) => item.messageId));
}

/** @param {Set<string>} known @returns {Promise<SentMail[]>} what was sent since, oldest first */
export async function sentSince(known) {
  const fresh = (await list()).filter((item) => !known.has(item.messageId));
  fresh.sort((one, other) => one.sentAt.localeCompare(other.sentAt));
  return Promise.all(fresh.map(fetchMail));
}

/** The envelopes of everything sent so far, newest first. @returns {Promise<{ sender: string, recipient: string }[]>} */
export async function envelopes() {
  const sent = (await list()).toSorted((one, other) => other.sentAt.localeCompare(one.sentAt));
  return sent.map(({ from, to }) => ({ sender: from, recipient: to[0] ?? "" }));
}

/** @returns {Promise<{ messageId: string, sentAt: string, from: string, to: string[] }[]>} */
async function list() {
  const response = await fetch(`${EXPLORER}?per_page=100`);
  return (await response.json()).result;
}

/** @param {{ messageId: string, to: string[] }} item @returns {Promise<SentMail>} */
async function fetchMail({ messageId, to }) {
  const response = await fetch(`${EXPLORER}?${new URLSearchParams({ email_id: messageId })}`);
  const { result } = await response.json();
  return { id: messageId, recipient: to[0] ?? "", raw: atob(result.rawBase64) };
}
