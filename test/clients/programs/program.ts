/** Runs a program as that person, who has a home and a name of this computer, and nothing of whoever runs the tests. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PATH } from "../debian.ts";
import type { Person } from "../town.ts";

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws Error with what it said, when it fails or does not end within a minute */
export async function runAs(
  { home }: Pick<Person, "home">,
  program: string,
  args: readonly string[],
  input = "",
  more: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const env = { PATH, HOME: home, TERM: "vt100", LANG: "C.UTF-8", EMAIL: "", ...more };
  const options = { env, cwd: home, encoding: "latin1", timeout: 60_000, maxBuffer: 2 ** 26 } as const;
  const asked = promisify(execFile)(program, [...args], options);
  asked.child.stdin?.on("error", () => {}); // Whoever ends early reads no more.
  asked.child.stdin?.end(Buffer.from(input, "latin1"));
  return asked;
}
