/** What a step of setting up is: a look, and what it does where something is missing. `npm run doctor` looks, and does nothing. */
import type { Words } from "../support/language.ts";
import type { Site } from "./site.ts";

export type Finding =
  | { readonly kind: "done"; readonly what: Words }
  /** `do` would mend it. */
  | { readonly kind: "missing"; readonly what: Words }
  /** Only people can do it, or it takes time; nothing else has to wait for it. */
  | { readonly kind: "left"; readonly what: Words }
  /** Nothing may be changed while it is so. */
  | { readonly kind: "refused"; readonly what: Words };

export interface Step {
  /** As a plan has it: what there will be. */
  readonly name: Words;
  check(site: Site): Promise<Finding>;
  /** Only after "missing". @returns what was done, or is left */
  do?(site: Site): Promise<Finding>;
}

export const done = (ja: string, en: string): Finding => ({ kind: "done", what: { ja, en } });
export const missing = (ja: string, en: string): Finding => ({ kind: "missing", what: { ja, en } });
export const left = (ja: string, en: string): Finding => ({ kind: "left", what: { ja, en } });
export const refused = (ja: string, en: string): Finding => ({ kind: "refused", what: { ja, en } });
