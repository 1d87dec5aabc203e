/** Dovecot's Sieve, as a mail server runs it for each mail that comes: what it would send. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mail } from "../bridge.ts";
import { runAs } from "./program.ts";

/** Dovecot reads no mail as root: there it is nobody. */
const NOBODY = 65_534;

/**
 * @param room an empty folder
 * @param addresses those that the person takes for their own, beside the envelope's
 * @returns the vacation note that it sends, to the envelope's sender, from the null sender (RFC 5230 §5.1); none if it sends none
 */
export async function vacationNote(
  room: string,
  { raw, ...envelope }: Mail,
  words: string,
  addresses: readonly string[],
): Promise<string | undefined> {
  const [config, script, message] = ["dovecot.conf", "vacation.sieve", "message"].map((name) => join(room, name));
  const own = addresses.length > 0 ? `:addresses ${JSON.stringify(addresses)}` : "";
  writeFileSync(config ?? "", configuration(room));
  writeFileSync(script ?? "", `require ["vacation"];\nvacation :days 1 ${own} "${words}";\n`);
  writeFileSync(message ?? "", raw);
  chmodSync(room, 0o777);
  const people = ["-f", envelope.envelopeSender, "-r", envelope.envelopeRecipient];
  const args = ["-c", config ?? "", "-e", ...people, script ?? "", message ?? ""];
  const { stdout } = await runAs({ home: room }, "sieve-test", args);
  // Its own lines and the message come by two ways, in no order.
  const note = stdout.replaceAll(/^(?:RECIPIENT: .*|START MESSAGE:|END MESSAGE)\n/gm, "").trim();
  return note === "" ? undefined : `${note}\n`;
}

function configuration(room: string): string {
  const [uid, gid] = process.getuid?.() === 0 ? [NOBODY, NOBODY] : [process.getuid?.(), process.getgid?.()];
  const settings = {
    protocols: "",
    mail_location: `maildir:${room}/mail`,
    mail_uid: uid,
    mail_gid: gid,
    first_valid_uid: uid,
    first_valid_gid: gid,
    hostname: "mx.freemail.example",
    base_dir: room,
    state_dir: room,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}
