/** Questions to whoever sits at the terminal. They go to the error output, so that the standard output is the answer alone. */
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";

/** Ctrl-C, Ctrl-D or a closed window: never an empty answer, since Enter alone means "go on" at some questions. */
export class BrokenOff extends Error {
  constructor() {
    super("中止しました。もう一度実行すると続きから進みます。 / Broken off. Run it again to go on from there.");
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

export class Terminal {
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #isTyped: boolean;
  #isSecret = false;
  #isBroken = false;

  constructor(input: Input = process.stdin) {
    // What is typed is echoed by readline itself, through this stream: silence it, and nothing shows.
    const echo = new Writable({
      write: (chunk, _, done) => {
        if (!this.#isSecret) process.stderr.write(chunk);
        done();
      },
    });
    this.#isTyped = input.isTTY === true;
    this.#reader = createInterface({ input, output: echo, terminal: this.#isTyped });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    // Readline takes Ctrl-C from a terminal, so that no signal comes of it.
    this.#reader.on("SIGINT", this.#breakOff);
    for (const signal of SIGNALS) process.on(signal, this.#breakOff);
  }

  /** Once: the second Ctrl-C ends the program whatever it does. */
  readonly #breakOff = (): void => {
    this.#isBroken = true;
    this.close();
  };

  /** "" when the input has ended, and was no terminal. @throws BrokenOff */
  async ask(question: string): Promise<string> {
    this.requireHere();
    process.stderr.write(question);
    const { value, done } = await this.#lines.next();
    this.requireHere();
    if (done && this.#isTyped) throw new BrokenOff();
    return done ? "" : value.trim();
  }

  /** Without echo. */
  async askSecret(question: string): Promise<string> {
    process.stderr.write(question);
    this.#isSecret = true;
    try {
      return await this.ask("");
    } finally {
      this.#isSecret = false;
      process.stderr.write("\n");
    }
  }

  /** Between two steps, where nothing is asked. @throws BrokenOff when whoever sat there wants no more of it */
  requireHere(): void {
    if (this.#isBroken) throw new BrokenOff();
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#breakOff);
    this.#reader.close();
  }
}
