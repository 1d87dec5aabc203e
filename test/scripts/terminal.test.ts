/** Whoever presses Ctrl-C wants no more of it: that is no empty answer, which at some questions means "go on". */
import { PassThrough } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { BrokenOff, Terminal } from "../../scripts/support/ask.ts";

const keyboard = () => Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });

vi.spyOn(process.stderr, "write").mockReturnValue(true);
let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

it.each([
  ["Ctrl-C", "\x03"],
  ["Ctrl-D", "\x04"],
])("%s at a question ends the command, and is no Enter", async (_, key) => {
  const input = keyboard();
  terminal = new Terminal(input);
  const answer = terminal.ask("A name [sunflower]: ");
  input.write(key);
  await expect(answer).rejects.toThrow(BrokenOff);
});

it("Enter is an empty answer", async () => {
  const input = keyboard();
  terminal = new Terminal(input);
  input.write("\r");
  expect(await terminal.ask("A name [sunflower]: ")).toBe("");
});

it("Ctrl-C between two questions is known before the next step, even with an answer typed ahead", async () => {
  const input = keyboard();
  terminal = new Terminal(input);
  input.write("y\r\x03");
  await vi.waitFor(() => expect(() => terminal?.requireHere()).toThrow(BrokenOff));
  await expect(terminal.ask("Go on? ")).rejects.toThrow(BrokenOff);
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s, as of a closed window, lets the command clean up once",
  async (signal) => {
    const before = process.listenerCount(signal);
    terminal = new Terminal(keyboard());
    const answer = terminal.ask("y if it is so: ");
    process.emit(signal);
    await expect(answer).rejects.toThrow(BrokenOff);
    expect(process.listenerCount(signal)).toBe(before);
  },
);

it("input that is no terminal ends in empty answers, as in a pipe", async () => {
  const input = new PassThrough();
  terminal = new Terminal(input);
  input.end("one\n");
  expect([await terminal.ask(""), await terminal.ask("")]).toEqual(["one", ""]);
});
