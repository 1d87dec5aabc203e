/** A crowd of correspondents and officers, and the mixed mail that they send: every size, both directions, bad ones too. */
import { mail } from "../support/mails.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import type { World } from "../support/world.ts";

const DESKS = 10;
const OFFICERS = 3;
const KILOBYTE = 1024;

/** A message, and who is to get one copy of it; nobody when it is to be refused. */
export interface Letter {
  readonly sender: string;
  readonly recipient: string;
  readonly raw: string;
  readonly mark: string;
  readonly readers: readonly string[];
}

const desk = (at: number) => `desk${at % DESKS}@school.example`;
const officers = (at: number) =>
  Array.from({ length: OFFICERS }, (_, one) => `officer${one}@home${at % DESKS}.example`);

export async function openDesks(world: World): Promise<void> {
  for (let at = 0; at < DESKS; at++) {
    const id = await addAddress(desk(at), { name: `窓口 ${at}` });
    for (const officer of officers(at)) await addForwarding(world, id, officer);
  }
}

/** An officer's alias of somebody, learnt from a copy that arrived. */
export interface Known {
  readonly alias: string;
  readonly officer: string;
  readonly parent: string;
}

/** @param known aliases that answers can go to */
export function letter(at: number, known: readonly Known[]): Letter {
  const mark = `mark-${at}.`;
  const one = known[at % Math.max(1, known.length)];
  if (at % 10 === 9) return unknownRecipient(mark);
  if (one && at % 3 === 0) return answer(at, mark, one);
  return question(at, mark);
}

/** Every third correspondent has written before. */
function question(at: number, mark: string): Letter {
  const parent = `parent${at % 3 === 1 ? at % 100 : at}@company${at % 50}.example`;
  const raw = mail({
    from: `Parent ${at} <${parent}>`,
    to: desk(at),
    subject: `Question ${mark}`,
    ...content(at, parent),
  });
  return { sender: parent, recipient: desk(at), raw, mark, readers: officers(at) };
}

function answer(at: number, mark: string, { alias, officer, parent }: Known): Letter {
  const raw = mail({ from: officer, to: alias, subject: `Re: ${mark}`, ...content(at, officer) });
  return { sender: officer, recipient: alias, raw, mark, readers: [parent] };
}

function unknownRecipient(mark: string): Letter {
  const sender = "lost@company.example";
  const raw = mail({ from: sender, to: "nobody@school.example", subject: mark });
  return { sender, recipient: "nobody@school.example", raw, mark, readers: [] };
}

/** Mostly short text; some HTML; attachments of 40 KB, and now and then of a megabyte. */
function content(at: number, author: string) {
  if (at % 100 === 50) return attachment(1024 * KILOBYTE);
  if (at % 5 === 0) return attachment(40 * KILOBYTE);
  if (at % 5 === 1)
    return { more: "Content-Type: text/html; charset=utf-8\r\n", body: `<p>${author}</p>\r\n`.repeat(50) };
  return { body: `Hello, it is ${author}.\r\n` };
}

function attachment(size: number) {
  const file = `${"QUJD".repeat(19)}\r\n`.repeat(Math.ceil(size / 78));
  const part = `--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}--b--\r\n`;
  return { more: "Content-Type: multipart/mixed; boundary=b\r\n", body: `--b\r\n\r\nSee below.\r\n${part}` };
}
