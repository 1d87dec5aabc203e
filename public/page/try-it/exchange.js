/** Hands a letter in and shows what leaves because of it, each mail with a way to answer it: a play goes on as long as somebody answers. */
import { words } from "../i18n.js";
import { button, el } from "../kit/dom.js";
import { field, form } from "../kit/form.js";
import { mask } from "../kit/mask.js";
import { announce } from "../kit/outcome.js";
import { compose } from "./compose.js";
import { mailSheet } from "./mail-sheet.js";
import { openMail } from "./open-mail.js";
import { handIn, sentSince, sentSoFar } from "./simulator.js";

/**
 * @typedef {import("./simulator.js").SentMail} SentMail
 * @typedef {{ calls: (mailbox: string) => string }} Cast how the page calls whoever a mail is for
 */

/** @param {import("./compose.js").Letter} letter */
export async function send(letter) {
  const before = await sentSoFar();
  const verdict = await handIn(letter.address, letter.recipient, compose(letter));
  return { verdict, mails: await sentSince(before) };
}

/** Why nobody got anything, also for those who hear the page. @param {import("./simulator.js").Verdict} verdict */
export function nothing({ outcome, rejectReason }) {
  const said = words().tryIt;
  const why = rejectReason ? said.rejected(rejectReason) : outcome === "ok" ? said.accepted : said.deferred;
  const text = `${said.nothingSent} ${why}`;
  announce(text);
  return el("p", { class: "notice" }, text);
}

/**
 * @param {import("./compose.js").Letter} letter
 * @param {import("./mail-sheet.js").Hidden} others what must not stand in a mail that comes back to who wrote
 * @param {Cast} cast
 * @returns {Promise<Node[]>}
 */
export async function exchange(letter, others, cast) {
  const { verdict, mails } = await send(letter);
  if (mails.length === 0) return [nothing(verdict)];
  const writer = { whose: words().tryIt.writersAddress, address: letter.address };
  return mails.map((mail) => sheet(mail, isFor(mail, letter.address) ? others : writer, cast));
}

/** @param {SentMail} mail @param {string} address */
const isFor = (mail, address) => mail.recipient.toLowerCase() === address.toLowerCase();

/** @param {SentMail} mail @param {import("./mail-sheet.js").Hidden} hidden @param {Cast} cast */
export function sheet(mail, hidden, cast) {
  const { recipient } = mail;
  const name = cast.calls(recipient);
  // An officer's mailbox is shown nowhere on this page.
  const raw = name === recipient ? mail.raw : mail.raw.replaceAll(recipient, mask(recipient));
  return mailSheet(words().tryIt.officer(name), raw, hidden, answers(mail, hidden, cast));
}

/** @param {SentMail} mail @param {import("./mail-sheet.js").Hidden} hidden @param {Cast} cast */
function answers(mail, hidden, cast) {
  const said = words().tryIt;
  const received = openMail(mail.raw);
  const stage = el("div", { class: "act" });
  const answer = async (/** @type {string} */ recipient, /** @type {string} */ text) => {
    const subject = `Re: ${received.subject}`;
    const letter = { name: "", address: mail.recipient, recipient, subject, text, inReplyTo: received.messageId };
    stage.replaceChildren(...(await exchange(letter, hidden, cast)));
  };
  const text = field({ name: "text", label: said.answerText, lines: 2, value: said.shortAnswer });
  const reply = form([text], {
    submit: said.sendAnswer,
    onSubmit: (values) => answer(received.replyTo || received.fromAddress, values.text("text")),
  });
  return [
    el("details", {}, el("summary", {}, said.answerThis), reply),
    received.leave && button(said.leave, () => answer(received.leave, ""), "danger-quiet"),
    stage,
  ];
}
