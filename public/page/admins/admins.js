/** The card of those who lead the desk under a name of their own: invite, give a role, revoke. */
import { api } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { addressText } from "../kit/address-text.js";
import { ask, paragraphs } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { choice, field } from "../kit/form.js";
import { menu } from "../kit/menu.js";
import { tell, tellFailure } from "../kit/outcome.js";

/** @typedef {import("../api.js").Admin} Admin @typedef {import("../api.js").AddressWithForwardings} Address */
/** @typedef {{ addresses: Address[], draw: () => Promise<void> }} Around */

/** @param {Address[]} addresses @returns {Promise<HTMLElement>} */
export async function adminsCard(addresses) {
  const said = words().admins;
  const list = el("ul", { class: "plain-list admins" });
  const draw = async () => {
    const admins = await api.admins();
    const lines = admins.map((one) => adminRow(one, { addresses, draw }));
    list.replaceChildren(...(lines.length > 0 ? lines : [el("li", { class: "soft" }, said.none)]));
  };
  await draw();
  return el(
    "section",
    { class: "card" },
    el("h2", {}, said.heading),
    el("p", { class: "soft" }, said.intro),
    list,
    el(
      "div",
      { class: "buttons" },
      button(said.invite, () => askToInvite({ addresses, draw }), "primary-quiet"),
    ),
  );
}

/** @param {Admin} admin @param {Around} around */
function adminRow(admin, around) {
  const said = words().admins;
  const { name, mailbox, state } = admin;
  const pill = state === "active" ? false : el("p", { class: "pill pending" }, said.states[state]);
  return el(
    "li",
    { "data-id": admin.id },
    el(
      "div",
      { class: "who" },
      el("h3", {}, name),
      el("p", { class: "mask" }, addressText(mailbox)),
      el("p", { class: "soft" }, roleText(admin, around.addresses)),
      pill,
    ),
    menu(name, [
      { text: said.change, act: () => askToChange(admin, around) },
      { text: said.again, act: () => void sendAgain(admin, around) },
      { text: said.revoke, act: () => askToRevoke(admin, around), danger: true },
    ]),
  );
}

/** @param {Admin} admin @param {Address[]} addresses */
function roleText({ role, addressId }, addresses) {
  const at = addresses.find(({ id }) => id === addressId)?.address ?? words().admins.gone;
  return role === "address" ? words().admins.only(at) : words().admins.roles[role];
}

/** One choice: everything, reading, or one of the addresses. @param {Address[]} addresses @param {string} [chosen] */
function roleField(addresses, chosen) {
  const said = words().admins;
  return choice(
    said.role,
    "role",
    [
      ["all", said.roles.all],
      ["read", said.roles.read],
      ...addresses.map(({ id, address }) => /** @type {[string, string]} */ ([id, said.only(address)])),
    ],
    chosen,
  );
}

/** @param {string} chosen @returns {{ role: Admin["role"], addressId: string | null }} */
function roleOf(chosen) {
  if (chosen === "all" || chosen === "read") return { role: chosen, addressId: null };
  return { role: "address", addressId: chosen };
}

/** @param {Around} around */
function askToInvite({ addresses, draw }) {
  const said = words().admins;
  ask({
    heading: said.invite,
    content: [
      el("p", {}, said.inviteIntro),
      field({ name: "name", label: said.name, hint: said.nameHint, required: true }),
      field({ name: "mailbox", label: said.mailbox, hint: said.mailboxHint, type: "email", required: true }),
      roleField(addresses),
    ],
    submit: said.send,
    onSubmit: async (values) => {
      const [name, mailbox] = [values.text("name"), values.text("mailbox")];
      const { letter } = await api.inviteAdmin({ name, mailbox, ...roleOf(values.text("role")) });
      await draw();
      sayLetter(letter, name);
    },
  });
}

/** @param {import("../api.js").LetterOutcome} letter @param {string} name */
function sayLetter({ outcome, reason = "" }, name) {
  const { admins: said, server } = words();
  if (outcome === "sent") return tell(said.sent(name));
  tellFailure(said.notSent(name, wordFor(server.reason, reason)));
}

/** @param {Admin} admin @param {Around} around */
function askToChange(admin, { addresses, draw }) {
  const said = words().admins;
  ask({
    heading: said.changeHeading(admin.name),
    content: [
      field({ name: "name", label: said.name, hint: said.nameHint, value: admin.name, required: true }),
      roleField(addresses, admin.addressId ?? admin.role),
    ],
    submit: words().shell.save,
    onSubmit: async (values) => {
      await api.changeAdmin(admin.id, { name: values.text("name"), ...roleOf(values.text("role")) });
      await draw();
      tell(said.changed(values.text("name")));
    },
  });
}

/** @param {Admin} admin @param {Around} around */
async function sendAgain({ id, name }, { draw }) {
  try {
    const letter = await api.inviteAgain(id);
    await draw();
    sayLetter(letter, name);
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @param {Admin} admin @param {Around} around */
function askToRevoke({ id, name }, { draw }) {
  const said = words().admins;
  ask({
    heading: said.revokeHeading(name),
    content: paragraphs(said.revokeText),
    submit: said.revoke,
    danger: true,
    onSubmit: async () => {
      await api.revokeAdmin(id);
      await draw();
      tell(said.revoked(name));
    },
  });
}
