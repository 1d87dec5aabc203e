/**
 * `npm run bench:page`: how long somebody waits for the page with fifteen addresses and twelve officers each, on a phone far out
 * (slow 4G, as Chrome's developer tools have it), at the first visit and at a later one.
 */

import { type BrowserContext, chromium } from "playwright-core";
import { readArgumentsOrEnd } from "../../scripts/support/command.ts";
import { startWorker } from "../../scripts/support/local-worker.ts";
import { DeskApi } from "../page/support/desk-api.ts";

const USAGE = `npm run bench:page -- [--runs N]

How long the page with fifteen addresses takes on slow 4G, at a first visit and a later one; ends with 1 when that is too long.

  --runs N   visits of each kind, of which the median counts; 5 if not given
`;

/** Chrome's "Slow 4G": 1.6 Mbit/s down and 750 kbit/s up at nine tenths, and 150 ms there and back, which it takes times 3.75. */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

/** Milliseconds until the desk's sentence stands there. */
const TARGETS = { cold: 2500, warm: 1000 } as const;

interface Visit {
  readonly milliseconds: number;
  readonly requests: number;
  readonly octets: number;
}

const { values } = readArgumentsOrEnd(USAGE, { runs: { type: "string", default: "5" } });
const worker = await startWorker({ language: "ja", adminMailbox: "admin@board.example" });
await new DeskApi(worker).publish(15, 12);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const [cold, warm]: [Visit[], Visit[]] = [[], []];
for (let run = 0; run < Number(values.runs); run++) {
  const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 360, height: 740 } });
  cold.push(await visit(context));
  warm.push(await visit(context));
  await context.close();
}
await browser.close();
await worker.stop();
const fine = [report("cold", cold), report("warm", warm)];
process.exit(fine.every(Boolean) ? 0 : 1);

function report(kind: keyof typeof TARGETS, visits: readonly Visit[]): boolean {
  const [median] = visits.toSorted((a, b) => a.milliseconds - b.milliseconds).slice(Math.floor(visits.length / 2));
  if (!median) return false;
  const { milliseconds, requests, octets } = median;
  const isFine = milliseconds <= TARGETS[kind];
  const verdict = `${isFine ? "at most" : "TOO LONG, more than"} ${TARGETS[kind]} ms`;
  console.log(
    `${kind}: ${Math.round(milliseconds)} ms (${verdict}), ${requests} requests, ${Math.round(octets / 1000)} KB`,
  );
  return isFine;
}

async function visit(context: BrowserContext): Promise<Visit> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_4G);
  let [requests, octets] = [0, 0];
  session.on("Network.responseReceived", ({ response }) => {
    if (!response.fromDiskCache) requests++;
  });
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    octets += encodedDataLength;
  });
  const began = performance.now();
  await page.goto(`${worker.url.href}#token=${worker.adminToken}`, { waitUntil: "commit" });
  await page.locator(".state").waitFor();
  const milliseconds = performance.now() - began;
  await page.close();
  return { milliseconds, requests, octets };
}
