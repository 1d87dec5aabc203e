/**
 * Slows down whoever guesses the token. Each wrong one waits; after ten within a minute no further wrong one of the same
 * network is weighed until the minute is over. The right one always passes: nobody can lock the admin out of "lost phone". The count lives in this isolate: it costs no database, and the token itself is too long
 * to be guessed even where several isolates answer.
 */
import { clientNetwork } from "../../relay/client-network.ts";
import type { Clock } from "../../relay/ports/clock.ts";
import { Problem } from "./problem.ts";

const WINDOW = 60_000;
const MAX_WRONG = 10;
/** Milliseconds before a wrong token is answered. */
const DELAY = 500;
/** Networks remembered: a flood from many addresses must not fill the memory. */
const MAX_NETWORKS = 1_000;

interface Wrong {
  readonly since: number;
  count: number;
}

export class GuessLimit {
  readonly #wrong = new Map<string, Wrong>();

  /** Asked for a wrong token. @throws Problem 429 while this network has guessed too often */
  admit(network: string, now: number): void {
    const wrong = this.#current(network, now);
    if (!wrong || wrong.count < MAX_WRONG) return;
    const seconds = Math.ceil((wrong.since + WINDOW - now) / 1000);
    const headers = { "Retry-After": `${seconds}`, ...this.fields(network, now) };
    throw new Problem(429, `Try again in ${seconds} seconds.`, undefined, headers);
  }

  /** How many wrong ones are left, and for how long (draft-ietf-httpapi-ratelimit-headers). */
  fields(network: string, now: number): Readonly<Record<string, string>> {
    const { since, count } = this.#current(network, now) ?? { since: now, count: 0 };
    const seconds = Math.ceil((since + WINDOW - now) / 1000);
    return {
      "RateLimit-Policy": `"wrong-tokens";q=${MAX_WRONG};w=${WINDOW / 1000}`,
      RateLimit: `"wrong-tokens";r=${Math.max(0, MAX_WRONG - count)};t=${seconds}`,
    };
  }

  /** Counts a wrong token, and makes its sender wait. */
  async punish(network: string, clock: Clock): Promise<void> {
    const wrong = this.#current(network, clock.now());
    if (wrong) wrong.count++;
    else this.#remember(network, clock.now());
    await clock.timer(DELAY).done;
  }

  #current(network: string, now: number): Wrong | undefined {
    const wrong = this.#wrong.get(network);
    return wrong && now - wrong.since < WINDOW ? wrong : undefined;
  }

  #remember(network: string, now: number): void {
    this.#wrong.delete(network);
    const oldest = this.#wrong.keys().next();
    if (this.#wrong.size >= MAX_NETWORKS && !oldest.done) this.#wrong.delete(oldest.value);
    this.#wrong.set(network, { since: now, count: 1 });
  }
}

/** What stands for one guesser. */
export function networkOf(request: Request): string {
  const address = request.headers.get("CF-Connecting-IP") ?? "";
  return clientNetwork(address) ?? address;
}
