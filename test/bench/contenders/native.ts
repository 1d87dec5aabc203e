/**
 * What is not JavaScript: GMime and Python's email do what mail programs do with a message, memmem is the floor. Each is a
 * program of its own, built here where its compiler and library are there (Debian: gcc pkg-config libgmime-3.0-dev python3).
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Measurement, QUICK, THOROUGH } from "../measure.ts";
import { BOUNDARY, message, type Shape } from "../messages.ts";
import { ALIAS, CORRESPONDENT } from "../people.ts";

export const NATIVES = ["gmime", "python", "memmem"] as const;
export type NativeName = (typeof NATIVES)[number];

/** A command, and what it wants behind the file and the milliseconds. */
interface Program {
  readonly command: readonly string[];
  readonly further: readonly string[];
}

const run = promisify(execFile);
const sources = join(import.meta.dirname, "native");

export class Natives {
  readonly #folder: string;
  readonly #programs: ReadonlyMap<NativeName, Program>;

  private constructor(folder: string, programs: ReadonlyMap<NativeName, Program>) {
    this.#folder = folder;
    this.#programs = programs;
  }

  /** Those that can be built or run here. */
  static async build(): Promise<Natives> {
    const folder = await mkdtemp(join(tmpdir(), "safetyanswer-native-"));
    const programs = new Map<NativeName, Program>();
    for (const name of NATIVES) {
      const program = await PROGRAMS[name](folder).catch(() => undefined); // Not there: its column stays empty.
      if (program) programs.set(name, program);
    }
    return new Natives(folder, programs);
  }

  get names(): readonly NativeName[] {
    return NATIVES.filter((name) => this.#programs.has(name));
  }

  async measure(name: NativeName, shape: Shape, quick: boolean): Promise<Measurement> {
    const program = this.#programs.get(name);
    if (!program) throw new Error(`${name} is not there`);
    const file = join(this.#folder, "message.eml");
    await writeFile(file, message(shape, "inbound"));
    const [command = "", ...words] = program.command;
    const { budget } = quick ? QUICK : THOROUGH;
    const { stdout } = await run(command, [...words, file, String(budget), ...program.further]);
    return JSON.parse(stdout) as Measurement;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const PROGRAMS: Readonly<Record<NativeName, (folder: string) => Promise<Program>>> = {
  gmime: async (folder) => {
    const { stdout } = await run("pkg-config", ["--cflags", "--libs", "gmime-3.0"]);
    const defined = [`-DHIDDEN="${CORRESPONDENT}"`, `-DSHOWN="${ALIAS}"`];
    return compiled(folder, "gmime", [...defined, ...stdout.trim().split(/\s+/)]);
  },
  python: async () => {
    await run("python3", ["-c", "import email"]);
    return { command: ["python3", join(sources, "python_email.py")], further: [CORRESPONDENT, ALIAS] };
  },
  memmem: (folder) => compiled(folder, "memmem", [`-DBOUNDARY="${BOUNDARY}"`]),
};

async function compiled(folder: string, name: string, further: readonly string[]): Promise<Program> {
  const program = join(folder, name);
  await run("gcc", ["-O2", join(sources, `${name}.c`), ...further, "-o", program]);
  return { command: [program], further: [] };
}
