/**
 * Every way in which software could read a message: an independent witness to what left, which shares no code with the
 * relay. postal-mime reads what is well-formed; raw decoding of all base64 and quoted-printable runs reads the rest.
 */
import PostalMime, { type Email } from "postal-mime";
import { binary, octets } from "./octets.ts";

/** One reading of a message or of a part of it. */
export interface Reading {
  /** For people: where in the message. */
  readonly where: string;
  readonly text: string;
}

/** Messages in messages in messages; deeper ones are read raw. */
const DEPTH = 4;

export async function readings(raw: Uint8Array, where = "message", depth = DEPTH): Promise<readonly Reading[]> {
  const text = binary(raw);
  return [...rawReadings(text, where), ...(depth > 0 ? await parsedReadings(raw, where, depth) : [])];
}

/** As the octets lie, and with every transfer encoding undone wherever it might be one. */
function rawReadings(text: string, where: string): readonly Reading[] {
  return [
    { where: `${where}, raw`, text },
    { where: `${where}, as UTF-8`, text: Buffer.from(text, "latin1").toString("utf8") },
    { where: `${where}, as quoted-printable`, text: quotedPrintable(text) },
    { where: `${where}, as an encoded-word`, text: quotedPrintable(text.replaceAll("_", " ")) },
    ...base64Runs(text).map((run) => ({ where: `${where}, a base64 run`, text: run })),
  ];
}

function quotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Shorter runs hold no address. */
const RUN = /[A-Za-z0-9+/]{8}(?:[A-Za-z0-9+/]|\r?\n[ \t]?(?=[A-Za-z0-9+/]))*/g;

/** Each run at each of the four offsets, since text can stand right before it. */
function base64Runs(text: string): readonly string[] {
  const runs = [...text.matchAll(RUN)].map(([run]) => run.replace(/\s/g, ""));
  const decoded = runs.flatMap((run) => [0, 1, 2, 3].map((offset) => binary(Buffer.from(run.slice(offset), "base64"))));
  // Ordinary words look like base64, too, and there are many: what holds no at sign in any spelling is left out.
  return decoded.filter((run) => /@|%40|&#|&commat|=40/i.test(run));
}

async function parsedReadings(raw: Uint8Array, where: string, depth: number): Promise<readonly Reading[]> {
  const parsed = await parse(raw);
  if (!parsed) return [];
  const headers = parsed.headers.map(({ key, value }) => ({ where: `${where}, field ${key}`, text: value }));
  const known = JSON.stringify([parsed.subject, parsed.from, parsed.to, parsed.cc, parsed.replyTo, parsed.sender]);
  const attachments = await Promise.all(
    parsed.attachments.map(async ({ content, filename, mimeType }) => {
      const name = `${where}, part ${filename ?? mimeType}`;
      const inner = content instanceof ArrayBuffer ? new Uint8Array(content) : octets(String(content));
      return [{ where: `${name}, its name`, text: filename ?? "" }, ...(await readings(inner, name, depth - 1))];
    }),
  );
  return [
    ...headers,
    { where: `${where}, decoded fields`, text: known },
    { where: `${where}, its text`, text: parsed.text ?? "" },
    { where: `${where}, its HTML`, text: parsed.html ?? "" },
    ...attachments.flat(),
  ];
}

/** The reader gives up on some broken mail; then the raw readings have to do. */
async function parse(raw: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(raw, { attachmentEncoding: "arraybuffer", forceRfc822Attachments: true });
  } catch {
    return undefined;
  }
}
