/** The second table: the whole worker in workerd, beside one that only passes mail on. Linux only: it reads /proc. */
import { median } from "./measure.ts";
import { message, SHAPES } from "./messages.ts";
import { CORRESPONDENT, DESTINATION, PUBLIC_ADDRESS } from "./people.ts";
import { BenchDesk, type FilledTable, type Mail, TEN_OFFICERS } from "./workerd/desk.ts";
import { cpuOf, findWorkerd } from "./workerd/process-cpu.ts";
import type { RunReport, Way } from "./workerd/worker.ts";

export interface HandlerCase {
  readonly name: string;
  readonly way: Way;
  /** CPU milliseconds a message, of the whole runtime. */
  readonly cpu: number;
  /** One after the other, in one isolate. */
  readonly messagesPerSecond: number;
  readonly messages: number;
}

/** A first mail and a reply are the hour's first, and write its counters; so does an inbound one, once an hour. */
export const KINDS = ["first mail", "inbound", "inbound, new hour", "reply"] as const;

/** What one 4 KB message costs in D1, with so many rows in that table; in those before it there are as many as were asked for. */
export interface DatabaseCase {
  readonly table: FilledTable;
  readonly rows: number;
  readonly kind: (typeof KINDS)[number];
  readonly batches: number;
  readonly statements: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

export interface HandlerReport {
  readonly cases: readonly HandlerCase[];
  readonly database: readonly DatabaseCase[];
}

const FILLED: readonly FilledTable[] = ["alias", "message_id", "delivery"];
const ROWS = [1_000, 10_000, 100_000, 1_000_000];
/** CPU milliseconds of one round, and rounds. */
const THOROUGH = { round: 1000, rounds: 3 };
const QUICK = { round: 200, rounds: 1 };

const [SMALL, LARGE] = [shapeNamed("4 KB text"), shapeNamed("24 MB attachment")];
/** What is searched, in each of the ways in which it is written. */
const TEXTS = SHAPES.filter(({ size, kind }) => kind !== "attachment" && size > SMALL.size);

function shapeNamed(name: string) {
  const shape = SHAPES.find((known) => known.name === name);
  if (!shape) throw new Error(`no such shape: ${name}`);
  return shape;
}

function inbound(shape = SMALL, recipient = PUBLIC_ADDRESS, sender = CORRESPONDENT): Mail {
  return { sender, recipient, octets: message(shape, "inbound") };
}

export async function measureHandler(quick: boolean, progress: (done: string) => void): Promise<HandlerReport> {
  const desk = await BenchDesk.open();
  try {
    const database = await measureDatabase(desk, quick ? ROWS.slice(0, -1) : ROWS, progress);
    return { database, cases: await measureCases(desk, quick, progress) };
  } finally {
    await desk.stop();
  }
}

/** Rows are counted before anything else, for a desk that has seen only this bench's few messages. */
async function measureDatabase(
  desk: BenchDesk,
  sizes: readonly number[],
  progress: (done: string) => void,
): Promise<DatabaseCase[]> {
  const cases: DatabaseCase[] = [];
  for (const table of FILLED) {
    for (const rows of sizes) {
      await desk.fillTo(table, rows);
      cases.push(...(await measureMails(desk, table, rows)));
      progress(`D1 with ${rows} rows of ${table}`);
    }
  }
  return cases;
}

/** A first mail, one more, one in a new hour, and an answer to it. */
async function measureMails(desk: BenchDesk, table: FilledTable, rows: number): Promise<DatabaseCase[]> {
  // Of the same domain as the verdict about the mail: it is vouched for.
  const mail = from(inbound(), `${table}.${rows}@parents.example`);
  await desk.freshHour();
  const first = await desk.run("relay", mail, 1);
  const known = await desk.run("relay", mail, 1);
  await desk.freshHour();
  const hourly = await desk.run("relay", mail, 1);
  const reply = await desk.run("relay", replyTo(hourly), 1);
  const runs = [first, known, hourly, reply];
  if (runs.some(({ messages }) => messages !== 1)) throw new Error("a message did not leave");
  return runs.map(({ batches, statements, rowsRead, rowsWritten }, at) => {
    return { table, rows, kind: KINDS[at] ?? "reply", batches, statements, rowsRead, rowsWritten };
  });
}

/** The same mail from somebody else. */
function from(mail: Mail, sender: string): Mail {
  return {
    ...mail,
    sender,
    octets: Buffer.from(mail.octets.toString("latin1").replaceAll(CORRESPONDENT, sender), "latin1"),
  };
}

/** Pressed Reply: with the thread's ids, of which one is what the platform made of ours. */
function replyTo({ envelopeSender, sentId }: Pick<RunReport, "envelopeSender" | "sentId">): Mail {
  const thread = `In-Reply-To: ${sentId}\r\nReferences: <an.earlier.one@mail.company.example>\r\n ${sentId}\r\n`;
  const octets = message(SMALL, "reply", thread)
    .toString("latin1")
    .replace(/^To: .*$/m, `To: <${envelopeSender}>`);
  return { sender: DESTINATION, recipient: envelopeSender, octets: Buffer.from(octets, "latin1") };
}

async function measureCases(desk: BenchDesk, quick: boolean, progress: (done: string) => void): Promise<HandlerCase[]> {
  const reply = replyTo(await desk.run("relay", inbound(), 1));
  const plan: readonly (readonly [string, Way, Mail])[] = [
    ["4 KB passed on", "pass", inbound()],
    ["4 KB inbound", "relay", inbound()],
    ["4 KB inbound", "client", inbound()],
    ["4 KB inbound", "alone", inbound()],
    ["4 KB reply", "client", reply],
    ["4 KB reply", "alone", reply],
    ["4 KB inbound to ten", "alone", inbound(SMALL, TEN_OFFICERS)],
    ...TEXTS.map((shape) => [shape.name, "alone", inbound(shape)] as const),
    ["24 MB passed on", "pass", inbound(LARGE)],
    ["24 MB inbound", "alone", inbound(LARGE)],
  ];
  const cases: HandlerCase[] = [];
  for (const [name, way, mail] of plan) {
    cases.push({ name, way, ...(await measureRounds(desk, way, mail, quick ? QUICK : THOROUGH)) });
    progress(`handler: ${name}, ${way}`);
  }
  return [...cases, ...(await measureFirst(desk, quick ? 2 : 7))];
}

/** The first message in a fresh isolate: modules run, keys derived, nothing compiled. */
async function measureFirst(desk: BenchDesk, times: number): Promise<HandlerCase[]> {
  const cases: HandlerCase[] = [];
  for (const [name, way] of [
    ["first in its isolate: 4 KB passed on", "pass"],
    ["first in its isolate: 4 KB inbound", "relay"],
  ] as const) {
    const spent: number[] = [];
    while (spent.length < times) spent.push(await firstOf(desk, way));
    cases.push({ name, way, cpu: median(spent), messagesPerSecond: 1000 / median(spent), messages: times });
  }
  return cases;
}

async function firstOf(desk: BenchDesk, way: Way): Promise<number> {
  await desk.restart();
  await desk.wakeDatabase();
  const workerd = findWorkerd();
  const before = cpuOf(workerd);
  await desk.run(way, inbound(), 1);
  return cpuOf(workerd) - before;
}

/** Rounds long enough that what the runtime does besides is little beside them. */
async function measureRounds(desk: BenchDesk, way: Way, mail: Mail, effort: typeof THOROUGH) {
  const workerd = findWorkerd();
  const round = async (count: number) => {
    const [cpu, time] = [cpuOf(workerd), performance.now()];
    const { messages } = await desk.run(way, mail, count);
    if (messages < count) throw new Error(`only ${messages} of ${count} messages left`);
    return { cpu: (cpuOf(workerd) - cpu) / count, time: (performance.now() - time) / count };
  };
  await round(mail.octets.length > 1e6 ? 2 : 100);
  const { cpu } = await round(mail.octets.length > 1e6 ? 2 : 100);
  const count = Math.max(3, Math.min(4000, Math.ceil(effort.round / Math.max(cpu, 0.05))));
  const rounds: Awaited<ReturnType<typeof round>>[] = [];
  while (rounds.length < effort.rounds) rounds.push(await round(count));
  return {
    cpu: median(rounds.map((one) => one.cpu)),
    messagesPerSecond: 1000 / median(rounds.map((one) => one.time)),
    messages: count * rounds.length,
  };
}
