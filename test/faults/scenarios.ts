/** The messages that are put through every fault: one of each way through the relay. */
import { mail } from "../support/mails.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { FaultPlan } from "./fault.ts";
import { attemptOnce, type Letter, type Sea } from "./sending-server.ts";

/** A letter, and who is to have read what once it is accepted. */
export interface Mailing extends Letter {
  /** Found in the Subject of every copy. */
  readonly mark: string;
  /** Each is to get one copy. */
  readonly readers: readonly string[];
  /** Whether it is refused in any case. */
  readonly refused: boolean;
  /** Who is to be told by mail, if the letter is accepted without having reached anybody. */
  readonly told: string | undefined;
}

export type Prepare = (sea: Sea) => Promise<readonly Mailing[]>;

const DAY = 24 * 60 * 60 * 1000;
let count = 0;

/** A desk that no other run knows, on a day of its own: alarms and notices go out once a day. */
async function newDesk(
  sea: Sea,
  destinations: number,
  columns: Parameters<typeof addForwarding>[3] = {},
  shareAnswers = false,
) {
  sea.clock.move(DAY);
  const at = ++count;
  const desk = `desk${at}@school.example`;
  const parent = `parent${at}@company.example`;
  const mailboxes = Array.from({ length: destinations }, (_, one) => `officer${one}@home${at}.example`);
  const addressId = await addAddress(desk, { name: "PTA窓口", shareAnswers });
  for (const mailbox of mailboxes) await addForwarding(sea.world, addressId, mailbox, columns);
  return { desk, parent, mailboxes, officer: mailboxes[0] ?? "", mark: `mark-${at}.` };
}

const once = { refused: false, told: undefined } as const;

function inbound(destinations: number): Prepare {
  return async (sea) => {
    const { desk, parent, mailboxes, mark } = await newDesk(sea, destinations);
    const raw = mail({ from: `山田 <${parent}>`, to: desk, subject: `Question ${mark}` });
    return [{ ...once, sender: parent, recipient: desk, raw, mark, readers: mailboxes }];
  };
}

/** An officer's alias of the parent, got by a mail that nothing disturbed. */
async function aliasOf(sea: Sea, desk: Awaited<ReturnType<typeof newDesk>>): Promise<string> {
  const raw = mail({ from: desk.parent, to: desk.desk, subject: "First" });
  await attemptOnce(sea, { sender: desk.parent, recipient: desk.desk, raw }, new FaultPlan());
  const copy = sea.world.transport.sent.find(({ envelopeRecipient }) => envelopeRecipient === desk.officer);
  if (!copy) throw new Error("the officer got no first mail");
  return copy.envelopeSender;
}

const reply: Prepare = async (sea) => {
  const desk = await newDesk(sea, 2);
  const alias = await aliasOf(sea, desk);
  const raw = mail({ from: desk.officer, to: alias, subject: `Answer ${desk.mark}` });
  return [{ ...once, ...desk, sender: desk.officer, recipient: alias, raw, readers: [desk.parent] }];
};

/** The officer answers all: the parent by the alias, the other officers by the public address. */
const replyAll: Prepare = async (sea) => {
  const desk = await newDesk(sea, 3);
  const alias = await aliasOf(sea, desk);
  const raw = mail({ from: desk.officer, to: alias, subject: `Answer ${desk.mark}`, more: `Cc: ${desk.desk}\r\n` });
  const letter = { ...once, ...desk, sender: desk.officer, raw };
  return [
    { ...letter, recipient: alias, readers: [desk.parent] },
    { ...letter, recipient: desk.desk, readers: desk.mailboxes.slice(1) },
  ];
};

/** At a shared desk: the other officers get the answer, too, also where its writer answers all. */
const sharedAnswer: Prepare = async (sea) => {
  const desk = await newDesk(sea, 3, {}, true);
  const alias = await aliasOf(sea, desk);
  const raw = mail({ from: desk.officer, to: alias, subject: `Answer ${desk.mark}`, more: `Cc: ${desk.desk}\r\n` });
  const letter = { ...once, ...desk, sender: desk.officer, raw };
  const readers = [desk.parent, ...desk.mailboxes.slice(1)];
  return [
    { ...letter, recipient: alias, readers },
    { ...letter, recipient: desk.desk, readers: [] },
  ];
};

/** Answers are switched off: the officer is told by mail. */
const refusedReply: Prepare = async (sea) => {
  const desk = await newDesk(sea, 1, { allowReply: false });
  const alias = await aliasOf(sea, desk);
  const raw = mail({ from: desk.officer, to: alias, subject: `Answer ${desk.mark}` });
  return [{ ...once, ...desk, sender: desk.officer, recipient: alias, raw, readers: [], told: desk.officer }];
};

/** Somebody else uses the alias: refused, and its officer is warned. */
const stolenAlias: Prepare = async (sea) => {
  const desk = await newDesk(sea, 1);
  const alias = await aliasOf(sea, desk);
  const thief = "thief@elsewhere.example";
  const raw = mail({ from: thief, to: alias, subject: `Stolen ${desk.mark}` });
  return [{ ...once, ...desk, sender: thief, recipient: alias, raw, readers: [], refused: true }];
};

/** One of the desk's mailboxes takes no mail ever again: the others get it, and the admin an alarm. */
const deadMailbox: Prepare = async (sea) => {
  const desk = await newDesk(sea, 2);
  const never = Array.from({ length: 20 }, () => ({ kind: "refused", reason: "invalid" }) as const);
  sea.world.transport.faults.set(desk.officer, never);
  const raw = mail({ from: desk.parent, to: desk.desk, subject: `Question ${desk.mark}` });
  return [{ ...once, ...desk, sender: desk.parent, recipient: desk.desk, raw, readers: desk.mailboxes.slice(1) }];
};

export const SCENARIOS: Readonly<Record<string, Prepare>> = {
  "inbound to one": inbound(1),
  "inbound to two": inbound(2),
  "inbound to five": inbound(5),
  reply,
  "reply to all": replyAll,
  "answer at a shared desk": sharedAnswer,
  "reply that is refused": refusedReply,
  "mail to a stolen alias": stolenAlias,
  "inbound to two, one of them dead": deadMailbox,
};
