/** SpamAssassin, which asks nobody on the network here: what it blames a message for. */
import type { Person } from "../town.ts";
import { runAs } from "./program.ts";

/** @returns the rules that cost points */
export async function blamedBySpamAssassin(who: Person, raw: string): Promise<readonly string[]> {
  const { stdout } = await runAs(who, "spamassassin", ["--local", "--test-mode", "--prefspath=/dev/null"], raw);
  const rows = [...stdout.matchAll(/^ *(-?\d+\.\d+) ([A-Z0-9_]{3,}) /gm)];
  if (rows.length === 0) throw new Error("SpamAssassin reports nothing");
  return rows.filter(([, points]) => Number(points) > 0).map(([, , rule = ""]) => rule);
}
