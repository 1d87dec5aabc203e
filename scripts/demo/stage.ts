/** Where the scenes play: hands real messages to the real worker, and shows who gets what. */
import { prepended } from "../support/cloudflare-verdict.ts";
import { Desk } from "../support/desk.ts";
import { findAddresses, findAliases } from "../support/hidden-search.ts";
import type { Words } from "../support/language.ts";
import type { Ending, LocalWorker } from "../support/local-worker.ts";
import { joined } from "../support/octets.ts";
import { Outbox } from "../support/outbox.ts";
import { type Arrived, openLetter, readLetter } from "./letter.ts";
import type { Draft } from "./mail-program.ts";
import { everybody, hiddenFrom, isOutsider, type Person, roleOf } from "./people.ts";
import type { Story } from "./story.ts";

export interface Delivered {
  readonly ending: Ending;
  readonly arrived: readonly Arrived[];
}

export interface SendOptions {
  /** What Cloudflare found out about the From field's domain. */
  readonly verdict?: "pass" | "none";
  /** RFC 5321's MAIL FROM, if it is not the author's address. */
  readonly envelopeSender?: string;
  /** Not shown in the story. */
  readonly silent?: boolean;
}

export interface Leak {
  readonly recipient: string;
  readonly where: string;
  readonly what: string;
}

export class Stage {
  readonly story: Story;
  readonly desk: Desk;
  readonly worker: LocalWorker;
  /** Everything that left, and everything in it that its reader should not see. */
  readonly left: Arrived[] = [];
  readonly leaks: Leak[] = [];
  /** Messages that came in, and how many of them showed the same search who had written them. */
  readonly came = { all: 0, named: 0 };
  readonly #outbox: Outbox;

  constructor(story: Story, worker: LocalWorker) {
    this.story = story;
    this.worker = worker;
    this.desk = new Desk(worker);
    this.#outbox = new Outbox(worker);
  }

  /** Sends a message as its author's server would. */
  async send(draft: Draft, who: Words, options: SendOptions = {}): Promise<Delivered> {
    const { verdict = "pass", envelopeSender = draft.author.address, silent = false } = options;
    const domain = draft.author.address.slice(draft.author.address.lastIndexOf("@") + 1);
    const block = prepended({ result: verdict, domain, envelopeSender, time: new Date() });
    const raw = joined([block, draft.raw]);
    if (!silent) this.story.event({ kind: "sends", who: this.story.say(who), letter: await readLetter(draft.raw) });
    const named = await findAddresses(raw, [draft.author.address]);
    this.came.all++;
    this.came.named += named.length;
    const ending = await this.worker.deliver({ sender: envelopeSender, recipient: draft.recipient }, raw);
    if (!silent) this.#hears(who, ending);
    return { ending, arrived: await this.arrivals(silent) };
  }

  /** What has left since the last look; inspected, and shown as its readers see it. */
  async arrivals(silent = false): Promise<readonly Arrived[]> {
    const opened = await Promise.all((await this.#outbox.take()).map(openLetter));
    // Copies go out side by side; the story keeps one order.
    const arrived = opened.toSorted((one, other) => placeOf(one) - placeOf(other));
    for (const one of arrived) await this.#inspect(one);
    this.left.push(...arrived);
    if (!silent) this.show(arrived);
    return arrived;
  }

  show(arrived: readonly Arrived[]): void {
    for (const { sent, letter } of arrived) {
      this.story.event({ kind: "finds", who: this.story.say(roleOf(sent.envelopeRecipient)), letter });
    }
  }

  async #inspect({ sent }: Arrived): Promise<void> {
    const recipient = sent.envelopeRecipient;
    const found = await findAddresses(sent.raw, hiddenFrom(recipient));
    // Aliases are the officers' to see, nobody else's.
    const aliases = isOutsider(recipient) ? await findAliases(sent.raw) : [];
    this.leaks.push(...[...found, ...aliases].map((finding) => ({ recipient, ...finding })));
  }

  #hears(who: Words, ending: Ending): void {
    const text = {
      accepted: undefined,
      refused: ending.kind === "refused" ? `"${ending.text}"` : "",
      waits: this.story.say({
        ja: "いまは届けられません。送信側のサーバーがメールを預かり、あとでもう一度試します。",
        en: "not now. The sending server keeps the mail and tries again later.",
      }),
    }[ending.kind];
    if (text !== undefined) this.story.event({ kind: "hears", who: this.story.say(who), text });
  }
}

/** The one copy that reached somebody. @throws Error when there is none, or more than one */
export function copyFor(person: Person, { arrived }: Delivered): Arrived {
  const [one, another] = arrived.filter(({ sent }) => sent.envelopeRecipient === person.address);
  if (one && !another) return one;
  throw new Error(`${person.name.en} should have got one mail, but got ${another ? "more" : "none"}`);
}

export function reached({ arrived }: Delivered, person: Person): boolean {
  return arrived.some(({ sent }) => sent.envelopeRecipient === person.address);
}

function placeOf({ sent }: Arrived): number {
  return everybody.findIndex(({ address }) => address === sent.envelopeRecipient);
}
