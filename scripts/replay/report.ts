/** A line for each message and direction, and the sum of them. */
import { painted } from "../support/terminal.ts";
import { FAULTS, type Judgement, type Outcome } from "./judgement.ts";

export interface Line extends Judgement {
  readonly name: string;
  readonly direction: "inbound" | "reply";
  /** What was done to the message so that it can pass at all. */
  readonly notes: readonly string[];
}

const WORDS: Record<Outcome, string> = {
  unchanged: "handed over, body unchanged",
  replaced: "handed over, addresses replaced in",
  refused: "refused,",
  lost: "LOST",
  leaking: "LEAKING",
  changed: "CHANGED without cause:",
};

export const report = {
  line(line: Line | undefined): void {
    if (!line) return;
    const { name, direction, notes, outcome, detail } = line;
    const colour = FAULTS.includes(outcome) ? "red" : outcome === "refused" ? "yellow" : "green";
    const note = notes.length > 0 ? ` [${notes.join("; ")}]` : "";
    print(`${direction.padEnd(7)}  ${name}: ${painted(`${WORDS[outcome]} ${detail}`.trim(), colour)}${note}`);
  },

  twin(name: string, twin: string): void {
    print(`left out ${name}: the same message as ${twin}`);
  },

  summary(lines: readonly Line[]): void {
    const count = (outcome: Outcome) => lines.filter((line) => line.outcome === outcome).length;
    const outcomes = Object.keys(WORDS) as Outcome[];
    print("", `${lines.length} passages: ${outcomes.map((outcome) => `${outcome} ${count(outcome)}`).join(", ")}`);
  },

  json(lines: readonly Line[]): void {
    print(JSON.stringify({ held: !lines.some(({ outcome }) => FAULTS.includes(outcome)), lines }, null, 2));
  },
};

function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
