/** A school with two officers, a parent, and everybody's mail provider; each has a home for what mail programs want to keep. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Desk } from "../../scripts/support/desk.ts";
import { type LocalWorker, startWorker } from "../../scripts/support/local-worker.ts";
import { Bridge } from "./bridge.ts";

export const PTA = "pta@school.example";
const OFFICERS = { chair: "sato@freemail.example", treasurer: "suzuki@home.example" } as const;

export interface Person {
  readonly name: string;
  readonly address: string;
  /** Their computer's name: it tells where they work, and shows in what programs write. */
  readonly host: string;
  readonly maildir: string;
  /** Where their provider takes mail. */
  readonly port: number;
  readonly home: string;
}

export class Town {
  readonly worker: LocalWorker;
  readonly bridge: Bridge;
  readonly #folder: string;
  readonly parent: Person;
  readonly chair: Person;
  readonly treasurer: Person;

  private constructor(worker: LocalWorker, bridge: Bridge, folder: string) {
    this.worker = worker;
    this.bridge = bridge;
    this.#folder = folder;
    this.parent = this.#person("Hanako Yamada", "hanako@company.example");
    this.chair = this.#person("Taro Sato", OFFICERS.chair);
    this.treasurer = this.#person("Jiro Suzuki", OFFICERS.treasurer);
  }

  static async open(): Promise<Town> {
    const folder = mkdtempSync(join(tmpdir(), "safetyanswer-clients-"));
    const worker = await startWorker({ language: "en", adminMailbox: "admin@board.example" });
    const desk = new Desk(worker);
    const pta = await desk.publish(PTA, "Sunflower PTA");
    for (const [label, address] of Object.entries(OFFICERS)) await desk.officer(pta, address, label);
    return new Town(worker, await Bridge.open(worker, join(folder, "mail"), "school.example"), folder);
  }

  async close(): Promise<void> {
    await this.bridge.close();
    await this.worker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A folder of its own, gone with the town. */
  room(): string {
    const room = mkdtempSync(join(this.#folder, "room-"));
    for (const folder of [this.#folder, room]) chmodSync(folder, 0o755); // Daemons are users of their own.
    return room;
  }

  mails({ address }: Person): Promise<readonly string[]> {
    return this.bridge.mails(address);
  }

  async last(who: Person): Promise<string> {
    return (await this.mails(who)).at(-1) ?? "";
  }

  #person(name: string, address: string): Person {
    const { bridge } = this;
    const host = address.replace(/^.*@/, "pc.");
    return { name, address, host, maildir: bridge.maildir(address), port: bridge.port, home: this.room() };
  }
}
