/** What happened, scene by scene: kept as data, and told to whoever watches. */
import type { Language, Words } from "../support/language.ts";
import type { Letter } from "./letter.ts";

export type Event =
  | { readonly kind: "told"; readonly text: string }
  | { readonly kind: "sends"; readonly who: string; readonly letter: Letter }
  | { readonly kind: "finds"; readonly who: string; readonly letter: Letter }
  | { readonly kind: "hears"; readonly who: string; readonly text: string }
  | { readonly kind: "rows"; readonly rows: readonly (readonly string[])[] };

export interface Check {
  readonly claim: string;
  readonly held: boolean;
  /** Why it did not hold. */
  readonly detail: string;
}

export interface Scene {
  readonly number: number;
  readonly title: string;
  readonly events: readonly Event[];
  readonly checks: readonly Check[];
}

/** Who tells the story while it happens. */
export interface Narrator {
  scene(number: number, title: string): void;
  event(event: Event): void;
}

export class Story {
  readonly language: Language;
  readonly #narrator: Narrator;
  readonly #scenes: { number: number; title: string; events: Event[]; checks: Check[] }[] = [];

  constructor(language: Language, narrator: Narrator) {
    this.language = language;
    this.#narrator = narrator;
  }

  get scenes(): readonly Scene[] {
    return this.#scenes;
  }

  get held(): boolean {
    return this.#scenes.every(({ checks }) => checks.every(({ held }) => held));
  }

  scene(title: Words): void {
    const number = this.#scenes.length;
    this.#scenes.push({ number, title: this.say(title), events: [], checks: [] });
    this.#narrator.scene(number, this.say(title));
  }

  tell(words: Words): void {
    this.event({ kind: "told", text: this.say(words) });
  }

  event(event: Event): void {
    this.#now().events.push(event);
    this.#narrator.event(event);
  }

  /** @param detail what to look at if it does not hold */
  check(claim: Words, held: boolean, detail = ""): void {
    this.#now().checks.push({ claim: this.say(claim), held, detail: held ? "" : detail });
  }

  say(words: Words): string {
    return words[this.language];
  }

  #now() {
    const scene = this.#scenes.at(-1);
    if (scene) return scene;
    throw new Error("no scene has begun");
  }
}
