/** All curves of the rewriting in one process: `node growth-case.ts <quick|thorough>`; JSON on stdout. */
import { ours, oursTo } from "./contenders/ours.ts";
import type { Curve } from "./curves.ts";
import { measure, QUICK, THOROUGH } from "./measure.ts";
import { BOUNDARY, message, SHAPES } from "./messages.ts";
import { CORRESPONDENT } from "./people.ts";

const effort = process.argv[2] === "quick" ? QUICK : THOROUGH;
const SMALL = SHAPES.find(({ name }) => name === "4 KB text");
if (!SMALL) throw new Error("no such shape");
const small = SMALL;

const LETTER_OF_4_KB = message(small, "inbound");
const copies = (many: number) => {
  const work = oursTo(many);
  return () => work(LETTER_OF_4_KB);
};
const written = (mail: Buffer) => () => ours(mail, "inbound");

/** In Cc, each with an alias of their own or left out; all of them are looked for in the text. */
function hidden(many: number): Buffer {
  const people = Array.from({ length: many }, (_, at) => `parent${at}@family${at % 97}.example`);
  return message(small, "inbound", `Cc: ${people.join(",\r\n ")}\r\n`);
}

/** The fields of a mail, and a body of our own. */
function withBody(body: string): Buffer {
  const head = message(small, "inbound").toString("latin1").split("Content-Type:")[0] ?? "";
  return Buffer.from(head + body, "latin1");
}

const LETTER = `Content-Type: text/plain\r\n\r\nWith regards, ${CORRESPONDENT}\r\n`;

function parts(many: number): Buffer {
  const each = `--${BOUNDARY}\r\n${LETTER}`;
  return withBody(
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"\r\n\r\n${each.repeat(many)}--${BOUNDARY}--\r\n`,
  );
}

/** Always the same text, so many multiparts deep. */
function nested(deep: number): Buffer {
  let body = LETTER;
  for (let at = 0; at < deep; at++) {
    body = `Content-Type: multipart/mixed; boundary="b${at}x"\r\n\r\n--b${at}x\r\n${body}\r\n--b${at}x--\r\n`;
  }
  return withBody(body);
}

const sized = (kind: "text" | "attachment") => (octets: number) =>
  message({ name: kind, size: octets, kind }, "inbound");

async function curve(name: string, sizes: readonly number[], work: (size: number) => () => unknown): Promise<Curve> {
  const points: (readonly [number, number])[] = [];
  for (const size of sizes) points.push([size, (await measure(work(size), effort)).cpu]);
  return { name, unit: "CPU ms", points };
}

const MB = 1024 * 1024;
const curves = [
  await curve("destinations", [1, 2, 5, 10, 20], copies),
  await curve("hidden addresses", [1, 10, 100, 1000], (many) => written(hidden(many))),
  await curve("parts", [1, 10, 100, 900], (many) => written(parts(many))),
  await curve("multiparts in one another", [1, 5, 10, 20, 28], (deep) => written(nested(deep))),
  await curve("octets of text", [MB / 100, MB / 10, MB, 5 * MB], (octets) => written(sized("text")(octets))),
  await curve("octets of an attachment", [MB / 10, MB, 10 * MB, 24 * MB], (octets) =>
    written(sized("attachment")(octets)),
  ),
];
console.log(JSON.stringify(curves));
