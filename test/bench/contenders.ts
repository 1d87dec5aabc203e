/** What is measured side by side: each takes a message that is in memory and gives the length of what would leave. */
import type { Direction } from "./messages.ts";

/** @returns the octets of what leaves, so that nobody's work can be left out unseen; -1 for a search that writes nothing */
export type Contender = (octets: Buffer, direction: Direction) => number | Promise<number>;

export const CONTENDERS = ["ours", "ours-to-ten", "rebuild", "rebuild-natively", "mailsplit", "boundaries"] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** Loaded one at a time: a child process holds nothing but what it measures. */
export async function contender(name: ContenderName): Promise<Contender> {
  switch (name) {
    case "ours":
      return (await import("./contenders/ours.ts")).ours;
    case "ours-to-ten":
      return (await import("./contenders/ours.ts")).oursToTen;
    case "rebuild":
      return (await import("./contenders/rebuild.ts")).rebuild;
    case "rebuild-natively":
      return (await import("./contenders/rebuild.ts")).rebuildNatively;
    case "mailsplit":
      return (await import("./contenders/split.ts")).split;
    case "boundaries":
      return (await import("./contenders/boundaries.ts")).boundaries;
  }
}
