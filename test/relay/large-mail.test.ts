import { reset } from "cloudflare:test";
import { expect, it } from "vitest";
import { utf8 } from "../../src/mail/octets.ts";
import type { Outgoing } from "../../src/relay/ports/transport.ts";
import { mail } from "../support/mails.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const MIB = 1024 * 1024;
const PTA = "pta@school.example";
const PARENT = "taro@company.example";

it("25 MiB to twenty destinations copy next to nothing: every copy shares the message's own bytes", async () => {
  await reset();
  const world = await World.open();
  const pta = await addAddress(PTA);
  for (let at = 0; at < 20; at++) await addForwarding(world, pta, `m${at}@private.example`);
  const sent: Outgoing[] = [];
  world.transport.send = async (outgoing) => {
    sent.push(outgoing);
    return { kind: "sent", sentId: "" };
  };
  const head = mail({
    from: PARENT,
    more: 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
    body: `--b\r\n\r\nFrom ${PARENT}\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
  });
  const line = `${"A".repeat(76)}\r\n`;
  const message = `${head}${line.repeat(Math.floor((25 * MIB - head.length - 10) / line.length))}--b--\r\n`;
  expect((await world.deliver(PARENT, PTA, utf8(message))).outcome).toBe("accepted");
  expect(sent).toHaveLength(20);
  const buffers = sent.flatMap(({ content }) => content.map((slice) => slice.buffer));
  const large = new Set(buffers.filter((buffer) => buffer.byteLength > MIB));
  expect(large.size).toBe(1);
  const copied = [...new Set(buffers)]
    .filter((buffer) => !large.has(buffer))
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(copied).toBeLessThan(20 * 4096);
});
