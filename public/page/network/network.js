/** The contact network of one public address: who is in (counts, masked), the sheet to join with, what went out. */

import { api } from "../api.js";
import { language, words } from "../i18n.js";
import { letter } from "../kit/copy.js";
import { ask, openDialog } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { field } from "../kit/form.js";
import { when } from "../kit/format.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { mayChange } from "../role.js";
import { surveyChart } from "./survey-chart.js";

/** @param {import("../api.js").Address} address */
export async function openNetwork(address) {
  const said = words().network;
  const place = el("div", { class: "network" }, el("p", {}, words().shell.loading));
  openDialog(said.heading(address.address), [el("p", {}, said.intro), place]);
  const draw = async () => {
    try {
      place.replaceChildren(...(await content(address, draw)));
    } catch (error) {
      tellFailure(explain(error));
    }
  };
  await draw();
}

/** @param {import("../api.js").Address} address @param {() => Promise<void>} draw */
async function content(address, draw) {
  const said = words().network;
  const { id } = address;
  const [members, announcements, surveys] = await Promise.all([
    api.members(id),
    api.announcements(id),
    api.surveys(id),
  ]);
  return [
    el("h3", { class: "count" }, said.count(members.count)),
    members.open ? "" : el("p", { class: "notice" }, said.closed),
    el("p", { class: "soft" }, said.cost(members.cost)),
    el("p", { class: "tags" }, said.tags(tagged(address.address, "all"), tagged(address.address, "ask"))),
    mayChange()
      ? el(
          "div",
          { class: "buttons" },
          button(said.makeCode, () => openSheet(address, draw), "primary-quiet"),
          button(said.erase, () => askToErase(id, draw), "danger-quiet"),
        )
      : "",
    listOf(said.members, members.items.map(memberLine), said.nobody),
    listOf(said.announcements, announcements.map(announcementLine), said.noAnnouncements),
    ...(surveys.length > 0 ? [el("h3", {}, said.surveys), ...surveys.map(surveyChart)] : []),
  ].filter((part) => part !== "");
}

/** @param {string} address @param {string} tag */
function tagged(address, tag) {
  return address.replace("@", `+${tag}@`);
}

/** @param {string} heading @param {string[]} lines @param {string} nothing */
function listOf(heading, lines, nothing) {
  const items = lines.map((line) => el("li", {}, line));
  const body = items.length > 0 ? el("ul", {}, items) : el("p", { class: "soft" }, nothing);
  return el("details", { open: items.length > 0 && items.length <= 10 }, el("summary", {}, heading), body);
}

/** @param {import("../api.js").Member} member */
function memberLine({ address, joinedAt }) {
  return `${address} · ${when(joinedAt)}`;
}

/** @param {import("../api.js").Announcement} announcement */
function announcementLine({ kind, startedAt, endedAt, addressed, sent, failed }) {
  const said = words().network;
  const isOver = endedAt !== null;
  const state = sent === null || failed === null ? said.reminded(isOver) : said.state(sent, addressed, failed, isOver);
  return `${when(startedAt)} · ${said.kinds[kind]} · ${state}`;
}

/** @param {import("../api.js").Address} address @param {() => Promise<void>} draw */
function openSheet(address, draw) {
  const said = words().network;
  ask({
    heading: said.makeCode,
    content: [el("p", {}, said.codeIntro)],
    submit: said.makeCode,
    onSubmit: async () => {
      const made = await api.makeJoinCode(address.id);
      openDialog(said.makeCode, [el("p", { class: "soft" }, said.once), ...sheet(address, made)]);
      await draw();
    },
  });
}

/** @param {import("../api.js").Address} address @param {import("../api.js").JoinCode} made */
function sheet(address, { join, leave, qr, allow }) {
  const parts = words().network.sheet(address.name || address.address, join, leave);
  const [paper, buttons] = letter([...parts, allow[language()]], parts[0] ?? "");
  const picture = `data:image/svg+xml,${encodeURIComponent(qr)}`;
  paper?.append(el("div", { class: "codes" }, el("img", { src: picture, alt: join, width: 160, height: 160 })));
  return [paper ?? "", buttons ?? ""];
}

/** @param {string} id @param {() => Promise<void>} draw */
function askToErase(id, draw) {
  const said = words().network;
  ask({
    heading: said.erase,
    content: [
      el("p", {}, said.eraseIntro),
      field({ name: "address", label: said.eraseField, type: "email", required: true }),
    ],
    submit: said.erase,
    danger: true,
    onSubmit: async (values) => {
      const { members } = await api.eraseMember(id, values.text("address"));
      (members === 0 ? tellFailure : tell)(said.erased(members));
      await draw();
    },
  });
}
