/**
 * A whole conversation in local development: write as a parent, see what each officer receives, answer as an officer,
 * see what the parent gets.
 */
import { readAddresses } from "../desk/read-desk.js";
import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { choice, field, form } from "../kit/form.js";
import { nameOf } from "../kit/format.js";
import { mask } from "../kit/mask.js";
import { nothing, send, sheet } from "./exchange.js";
import { furtherPlays } from "./further-plays.js";
import { mailSheet } from "./mail-sheet.js";
import { openMail } from "./open-mail.js";
import { welcomeAnswers } from "./welcome-answers.js";

/** @typedef {import("../api.js").AddressWithForwardings} AddressWithForwardings @typedef {import("./simulator.js").SentMail} SentMail */

/** @param {HTMLElement} main */
export async function showTryIt(main) {
  const said = words().tryIt;
  const addresses = (await readAddresses()).filter((address) => address.forwardings.length > 0);
  const heading = [el("h1", { tabindex: "-1" }, said.heading), el("p", { class: "soft" }, said.intro)];
  if (addresses.length === 0) return main.replaceChildren(...heading, el("p", { class: "notice" }, said.noAddress));
  const officers = act(said.officers);
  const parent = act(said.result);
  main.replaceChildren(
    ...heading,
    welcomeAnswers(addresses, () => showTryIt(main)),
    el("section", { class: "card act" }, ...parentForm(addresses, officers, parent)),
    officers.card,
    parent.card,
    ...furtherPlays(addresses),
  );
}

/** One act of the play; it is not seen before something happens in it. @param {string} title */
function act(title) {
  const stage = el("div", { class: "act" });
  const card = el("section", { class: "card act", hidden: true }, el("h2", {}, title), stage);
  const show = (/** @type {Node[]} */ nodes) => {
    stage.replaceChildren(...nodes);
    card.hidden = nodes.length === 0;
    card.querySelector("h3, .notice")?.scrollIntoView({ block: "nearest" });
  };
  return { card, show };
}

/** @typedef {ReturnType<typeof act>} Act */

/** @param {AddressWithForwardings[]} addresses @param {Act} officers @param {Act} parent */
function parentForm(addresses, officers, parent) {
  const said = words().tryIt;
  const desks = addresses.map(({ address }) => /** @type {[string, string]} */ ([address, address]));
  const fields = [
    field({ name: "name", label: said.name, value: said.defaultName }),
    field({ name: "address", label: said.address, type: "email", required: true, value: "hanako@family.example" }),
    choice(said.desk, "recipient", desks),
    field({ name: "subject", label: said.subject, value: said.defaultSubject }),
    field({ name: "text", label: said.text, lines: 6, value: said.defaultText }),
  ];
  const onSubmit = async (/** @type {import("../kit/form.js").Values} */ values) => {
    parent.show([]);
    const correspondent = values.text("address");
    const letter = {
      name: values.text("name"),
      address: correspondent,
      recipient: values.text("recipient"),
      subject: values.text("subject"),
      text: values.text("text"),
    };
    const { verdict, mails } = await send(letter);
    const desk = addresses.find(({ address }) => address === letter.recipient);
    const people = desk?.forwardings ?? [];
    const sheets = mails.map((mail) => officerSheet(mail, { correspondent, people, parent }));
    officers.show(sheets.length > 0 ? sheets : [nothing(verdict)]);
  };
  return [el("h2", {}, said.parent), form(fields, { submit: said.send, onSubmit })];
}

/** @typedef {{ correspondent: string, people: import("../api.js").Forwarding[], parent: Act }} Scene */

/** @param {SentMail} mail @param {Scene} scene */
function officerSheet(mail, scene) {
  const said = words().tryIt;
  const hidden = { whose: said.parentAddress, address: scene.correspondent };
  return mailSheet(said.officer(whoGets(mail.recipient, scene.people)), mail.raw, hidden, answerForm(mail, scene));
}

/** @param {SentMail} mail @param {Scene} scene */
function answerForm(mail, scene) {
  const said = words().tryIt;
  const received = openMail(mail.raw);
  const text = field({ name: "text", label: said.answerText, lines: 4, value: said.defaultAnswer });
  const onSubmit = async (/** @type {import("../kit/form.js").Values} */ values) => {
    const { verdict, mails } = await send({
      name: "",
      address: mail.recipient,
      recipient: received.fromAddress,
      subject: `Re: ${received.subject}`,
      text: values.text("text"),
      inReplyTo: received.messageId,
    });
    const sheets = mails.map((sent) => resultSheet(sent, mail.recipient, scene));
    scene.parent.show(sheets.length > 0 ? sheets : [nothing(verdict)]);
  };
  return el("details", {}, el("summary", {}, said.answer), form([text], { submit: said.sendAnswer, onSubmit }));
}

/** What the parent gets; or a colleague at a shared desk; or, when the answer was refused, what the officer is told. @param {SentMail} mail @param {string} officer @param {Scene} scene */
function resultSheet(mail, officer, scene) {
  const said = words().tryIt;
  const forParent = mail.recipient.toLowerCase() === scene.correspondent.toLowerCase();
  if (forParent) return mailSheet(said.parentGets, mail.raw, { whose: said.officerAddress, address: officer });
  const hidden = { whose: said.parentAddress, address: scene.correspondent };
  return sheet(mail, hidden, { calls: (mailbox) => whoGets(mailbox, scene.people) });
}

/** An officer's label, found by what the mask leaves: even here no private address is shown. @param {string} address @param {import("../api.js").Forwarding[]} people */
function whoGets(address, people) {
  const masked = mask(address);
  const found = people.find((one) => one.destination === masked);
  return found ? nameOf(found) : masked;
}
