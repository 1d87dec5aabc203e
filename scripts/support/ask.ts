/** Questions to whoever sits at the terminal. They go to the error output, so that the standard output is the answer alone. */
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";

export class Terminal {
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;
  #isSecret = false;

  constructor() {
    // What is typed is echoed by readline itself, through this stream: silence it, and nothing shows.
    const echo = new Writable({
      write: (chunk, _, done) => {
        if (!this.#isSecret) process.stderr.write(chunk);
        done();
      },
    });
    const isTyped = process.stdin.isTTY === true;
    this.#reader = createInterface({ input: process.stdin, output: echo, terminal: isTyped });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** "" when the input has ended. */
  async ask(question: string): Promise<string> {
    process.stderr.write(question);
    const { value, done } = await this.#lines.next();
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

  close(): void {
    this.#reader.close();
  }
}
