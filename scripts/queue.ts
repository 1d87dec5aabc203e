/**
 * Part of `npm run deploy`: makes the queue that brings word of answers which fail later, and subscribes it to the sending
 * events of each domain in wrangler.toml. What is there already stays; a domain that cannot send yet is said, and no fault.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { wranglerToTheEnd } from "./start/wrangler.ts";

const QUEUE = "safetyanswer-sending";
const EVENTS = "message.bounced,message.failed,message.rejected,message.complained";
/** What wrangler says of a queue or a subscription that is there. */
const THERE_ALREADY = /already (?:exists|taken|in use)|11009|duplicate/i;

/** The domains of `addresses = ["*@school.example"]`. */
function domainsIn(configuration: string): readonly string[] {
  const list = /^addresses\s*=\s*\[([^\]]*)\]/m.exec(configuration)?.[1] ?? "";
  return [...list.matchAll(/"\*@([^"]+)"/g)].map(([, domain = ""]) => domain);
}

async function made(args: readonly string[]): Promise<boolean> {
  try {
    await wranglerToTheEnd(args);
    return true;
  } catch (error) {
    if (error instanceof Error && THERE_ALREADY.test(error.message)) return true;
    process.stderr.write(`${error instanceof Error ? error.message : ""}\n`);
    return false;
  }
}

if (!(await made(["queues", "create", QUEUE]))) process.exit(1);
const configuration = await readFile(join(import.meta.dirname, "../wrangler.toml"), "utf8");
for (const domain of domainsIn(configuration)) {
  const name = `safetyanswer-${domain.replaceAll(".", "-")}`;
  const source = ["--source", "email.sending", "--domain", domain, "--events", EVENTS, "--name", name];
  if (await made(["queues", "subscription", "create", QUEUE, ...source])) continue;
  process.stderr.write(
    `No word of failed answers from ${domain} yet: onboard it to Email Sending, then deploy again.\n`,
  );
}
