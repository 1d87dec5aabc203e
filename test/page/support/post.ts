/** Mail from outside, handed to the worker as Cloudflare would. */
import { prepended } from "../../../scripts/support/cloudflare-verdict.ts";
import type { LocalWorker } from "../../../scripts/support/local-worker.ts";

export interface Letter {
  readonly name: string;
  readonly address: string;
  readonly recipient: string;
  readonly text: string;
}

let posted = 0;

/** @returns the outcome, `ok` when the worker took it */
export async function post(worker: LocalWorker, { name, address, recipient, text }: Letter): Promise<string> {
  posted += 1;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const verdict = prepended({ result: "pass", domain, envelopeSender: address, time: new Date() });
  const fields = [
    `From: "${name}" <${address}>`,
    `To: <${recipient}>`,
    "Subject: Hello",
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${posted}.${Date.now()}@${domain}>`,
  ];
  const raw = `${verdict}${[...fields, "", text, ""].join("\r\n")}`;
  const { outcome } = await worker.handle.email({ from: address, to: recipient, raw });
  return outcome;
}
