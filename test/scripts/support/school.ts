/** A school with people whose names nobody else has, made through the real desk and the real mail of the real worker. */
import { prepended } from "../../../scripts/support/cloudflare-verdict.ts";
import type { LocalWorker } from "../../../scripts/support/local-worker.ts";
import { joined } from "../../../scripts/support/octets.ts";
import { Outbox } from "../../../scripts/support/outbox.ts";
import { answerWelcome } from "../../../scripts/support/welcome-answer.ts";

export const PTA = "pta@school.example";
export const PARENT = { address: "zebulon.qx7@eltern-zw3.example", name: "Zebulon Quixworth", kanji: "龍造寺隆信" };
export const OFFICER = { address: "hq9.freiwillig@inbox-vk4.example", name: "Hortensia Vexford" };
export const OFFICE = "hq9.arbeit@buero-vk5.example";
export const SECOND = { address: "second.ny2@zweite-vk6.example" };
export const THIRD = { address: "cc8.dritte@drittes-pp5.example", name: "Thirza Oakwhistle" };
export const WRITTEN_FIRST = { address: "tt2.erste@extern-mm1.example", name: "Wilhelmina Drost" };
export const SUBJECT = "Betreff-q55-geheim";
export const TEXT = "Inhalt-w66-geheim";
export const FILE = "Anhang-e77-geheim.pdf";
const QUESTION_ID = "frage-88aa77@host-ee5.eltern-zw3.example";
const ANSWER_ID = "antwort-99bb66@host-ff6.inbox-vk4.example";

/** Whatever was put in and must not stand in the database: whole, and in its parts. */
export const PRIVATE: readonly string[] = [
  ...[PARENT, OFFICER, SECOND, THIRD, WRITTEN_FIRST].flatMap(({ address }) => [address, ...address.split("@")]),
  ...[OFFICE, QUESTION_ID, ANSWER_ID].flatMap((text) => [text, ...text.split("@")]),
  ...[PARENT.name, PARENT.kanji, OFFICER.name, THIRD.name, WRITTEN_FIRST.name].flatMap((name) => [
    name,
    ...name.split(" "),
  ]),
  ...[SUBJECT, TEXT, FILE],
];

interface Draft {
  readonly author: { readonly address: string; readonly name: string };
  readonly to: string;
  readonly messageId: string;
  readonly more?: string;
}

function letter({ author, to, messageId, more = "" }: Draft): string {
  return [
    `From: ${author.name} <${author.address}>\r\n`,
    `To: ${to}\r\n`,
    `Subject: ${SUBJECT}\r\n`,
    "Date: Tue, 24 Nov 2026 12:00:00 +0900\r\n",
    `Message-ID: <${messageId}>\r\n`,
    more,
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n',
    `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${TEXT}\r\n`,
    `--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="${FILE}"\r\n\r\nPDF\r\n--b--\r\n`,
  ].join("");
}

/** A letter as Cloudflare hands it to the worker. */
export function received(draft: Draft): Uint8Array {
  const { address } = draft.author;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const verdict = prepended({ result: "pass", domain, envelopeSender: address, time: new Date() });
  return joined([verdict, letter(draft)]);
}

async function send(worker: LocalWorker, draft: Draft): Promise<void> {
  await worker.deliver({ sender: draft.author.address, recipient: draft.to }, received(draft));
}

export interface School {
  /** The parent's alias towards the officer, who stays. */
  readonly alias: string;
  /** The parent's alias towards the second officer, who has gone. */
  readonly voidAlias: string;
  /** All that the desk answered. */
  readonly answers: readonly string[];
}

export async function foundSchool(worker: LocalWorker): Promise<School> {
  const answers: string[] = [];
  const call = async (method: string, path: string, body?: object) => {
    const headers = { Authorization: `Bearer ${worker.adminToken}`, "Content-Type": "application/json" };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(new URL(`/api/${path}`, worker.url), request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    answers.push(text);
    return text === "" ? {} : (JSON.parse(text) as { readonly id: string });
  };
  const { id: pta } = (await call("POST", "addresses", { address: PTA, name: "PTA" })) as { id: string };
  const { id: officer } = (await call("POST", `addresses/${pta}/forwardings`, { destination: OFFICER.address })) as {
    id: string;
  };
  const { id: second } = (await call("POST", `addresses/${pta}/forwardings`, { destination: SECOND.address })) as {
    id: string;
  };
  for (const { address } of [OFFICER, SECOND]) await answerWelcome(worker, PTA, address);
  await call("POST", `forwardings/${officer}/reply-from`, { address: OFFICE });
  await call("POST", `forwardings/${officer}/aliases`, WRITTEN_FIRST);
  const outbox = new Outbox(worker);
  await outbox.take();
  const name = `${PARENT.name} =?UTF-8?B?${Buffer.from(PARENT.kanji).toString("base64")}?=`;
  const more = `Cc: ${THIRD.name} <${THIRD.address}>\r\n`;
  await send(worker, { author: { ...PARENT, name }, to: PTA, messageId: QUESTION_ID, more });
  const copies = await outbox.take();
  const aliasFor = (recipient: string) =>
    copies.find(({ envelopeRecipient }) => envelopeRecipient === recipient)?.envelopeSender ?? "";
  const [alias, voidAlias] = [aliasFor(OFFICER.address), aliasFor(SECOND.address)];
  await send(worker, { author: OFFICER, to: alias, messageId: ANSWER_ID });
  // Somebody to whom the alias does not belong, an address that is none, and the desk's lists of everything.
  await send(worker, { author: THIRD, to: alias, messageId: QUESTION_ID });
  await call("DELETE", `forwardings/${second}`);
  const lists = ["addresses", `addresses/${pta}/forwardings`, `forwardings/${officer}/aliases`, "journal", "audit"];
  for (const path of lists) await call("GET", path);
  return { alias, voidAlias, answers };
}
