/** A lost phone: everything to and from one private mailbox stops, at all public addresses, and one press takes that back. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { ask, openDialog, paragraphs } from "../kit/dialog.js";
import { el, freshId } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { field, form } from "../kit/form.js";
import { nameOf } from "../kit/format.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { rows } from "../kit/rows.js";
import { readAddresses } from "./read-desk.js";

/** @typedef {import("../api.js").Forwarding} Forwarding @typedef {() => Promise<unknown>} Refresh */
/** @typedef {{ forwardings: Forwarding[], addresses: string[] }} Person */
/** @typedef {import("../api.js").Body<import("../api.js").Contract["stop"]>} Lost */

/** More are found by a word. */
const SHOWN = 30;

/** @param {Refresh} refresh */
export async function askToStop(refresh) {
  const { stop } = words();
  try {
    const people = await everybody();
    const dialog = openDialog(stop.heading, [
      el("p", {}, stop.intro),
      ...chooser(people, (person) => confirm(person, () => dialog.close(), refresh)),
      el(
        "details",
        {},
        el("summary", {}, stop.other),
        byMailbox(() => dialog.close(), refresh),
      ),
    ]);
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** Whoever is called the same and has the same masked mailbox is shown once. @returns {Promise<Person[]>} */
async function everybody() {
  /** @type {Map<string, Person>} */
  const people = new Map();
  for (const { address, forwardings } of await readAddresses()) {
    for (const one of forwardings) {
      const key = `${one.label} ${one.destination}`;
      const person = people.get(key) ?? { forwardings: [], addresses: [] };
      people.set(key, { forwardings: [...person.forwardings, one], addresses: [...person.addresses, address] });
    }
  }
  return [...people.values()];
}

/** @param {Person[]} people @param {(person: Person) => void} choose */
function chooser(people, choose) {
  const { stop } = words();
  const id = freshId();
  const input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  const list = el("div", { class: "people" });
  const draw = () => {
    const found = people.filter((person) => matches(person, input.value.trim().toLowerCase()));
    const more = found.length > SHOWN ? el("p", { class: "soft" }, stop.more(found.length - SHOWN)) : "";
    list.replaceChildren(rows(found.slice(0, SHOWN).map((person) => row(person, choose))), more);
  };
  input.addEventListener("input", draw);
  draw();
  return [el("div", { class: "field" }, el("label", { for: id }, stop.who), input), list];
}

/** @param {Person} person @param {(person: Person) => void} choose */
function row(person, choose) {
  const [first] = person.forwardings;
  const label = first ? nameOf(first) : "";
  const mailbox = first?.label ? first.destination : "";
  return { text: label, note: [mailbox, ...person.addresses].filter(Boolean).join(" · "), open: () => choose(person) };
}

/** @param {Person} person @param {string} wanted */
function matches({ forwardings, addresses }, wanted) {
  const texts = [...addresses, ...forwardings.flatMap(({ label, destination }) => [label, destination])];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** @param {Person} person @param {() => void} close @param {Refresh} refresh */
function confirm(person, close, refresh) {
  const { stop } = words();
  const [first] = person.forwardings;
  if (!first) return;
  ask({
    heading: stop.confirm(nameOf(first)),
    content: paragraphs([stop.everywhere(first.destination), stop.after]),
    submit: stop.submit,
    danger: true,
    onSubmit: () => stopAll({ forwardingId: first.id }, close, refresh),
  });
}

/** For whoever is not in the list by a name that helps. @param {() => void} close @param {Refresh} refresh */
function byMailbox(close, refresh) {
  const { stop } = words();
  const mailbox = field({ name: "destination", label: stop.field, type: "email", required: true });
  return form([mailbox, el("p", {}, stop.after)], {
    submit: stop.submit,
    danger: true,
    onSubmit: (values) => stopAll({ destination: values.text("destination") }, close, refresh),
  });
}

/** @param {Lost} lost @param {() => void} close @param {Refresh} refresh */
async function stopAll(lost, close, refresh) {
  const { stop } = words();
  const before = await readAddresses();
  const { forwardings: count } = await api.stop(lost);
  close();
  await refresh();
  if (count === 0) return tellFailure(stop.done(0));
  tell(stop.done(count), () => void takeBack(before, refresh));
}

/** Switches everything that is off now as it stood before. @param {import("../api.js").AddressWithForwardings[]} before @param {Refresh} refresh */
async function takeBack(before, refresh) {
  try {
    const now = new Map((await readAddresses()).flatMap(({ forwardings }) => forwardings).map((one) => [one.id, one]));
    const stood = before.flatMap(({ forwardings }) => forwardings);
    let count = 0;
    for (const one of stood) count += Number(await switchBack(one, now.get(one.id)));
    await refresh();
    tell(words().stop.undone(count));
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @param {Forwarding} before @param {Forwarding | undefined} now @returns {Promise<boolean>} whether there was anything to switch */
async function switchBack(before, now) {
  if (now === undefined) return false;
  /** @type {("deliver" | "allowReply")[]} */
  const differ = ["deliver", "allowReply"];
  const change = Object.fromEntries(differ.filter((name) => before[name] !== now[name]).map((n) => [n, before[n]]));
  if (Object.keys(change).length === 0) return false;
  await api.changeForwarding(now, change);
  return true;
}
