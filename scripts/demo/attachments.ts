/** Files that people attach, made on the spot: a picture, a document, and an invitation. */
import { crc32, deflateSync } from "node:zlib";
import { binary, joined, octets, utf8 } from "../support/octets.ts";
import type { Person } from "./people.ts";

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/** A picture with a little of everything in it: 120 by 90 points, 24 bits each (PNG, RFC 2083). */
export function picture(name: string): Attachment {
  const [width, height] = [120, 90];
  const rows = Array.from({ length: height }, (_, y) => {
    const points = Array.from({ length: width }, (_, x) => [x * 2, y * 2, (x * y * 37 + x * x) & 0xff]);
    return Uint8Array.from([0, ...points.flat()]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = octets("\x89PNG\r\n\x1a\n");
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(joined(rows))), chunk("IEND", new Uint8Array())];
  return { name, type: "image/png", content: joined([signature, ...chunks]) };
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = joined([type, content]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return joined([frame, body, sum]);
}

/** Octets of every value, as a document has them; not one may change. */
export function document(name: string): Attachment {
  const everyOctet = binary(Uint8Array.from({ length: 256 }, (_, value) => value));
  const content = octets(
    `%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Length 2048 >>\nstream\n${everyOctet.repeat(8)}\nendstream\n%%EOF\n`,
  );
  return { name, type: "application/pdf", content };
}

/** An invitation (RFC 5545) as calendar software writes it: with its maker's name and address in it. */
export function invitation(name: string, organizer: Person, attendee: string): Attachment {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Calendar//EN",
    "METHOD:REQUEST",
    "BEGIN:VEVENT",
    "UID:20261203T010000Z-4711",
    "DTSTAMP:20261124T030000Z",
    "DTSTART:20261203T010000Z",
    "DTEND:20261203T020000Z",
    "SUMMARY:PTA",
    `ORGANIZER;CN="${organizer.name.en}":mailto:${organizer.address}`,
    `ATTENDEE;PARTSTAT=ACCEPTED;CN="${organizer.name.en}":mailto:${organizer.address.toUpperCase()}`,
    `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${attendee}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  return { name, type: "text/calendar; charset=utf-8; method=REQUEST", content: utf8(lines.join("\r\n")) };
}
