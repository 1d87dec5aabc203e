/** Critical lines of src, each broken in the way in which a slip or an attacker would want it. */
import { DESK_MUTANTS } from "./tables/desk.ts";
import { ONCE_MUTANTS } from "./tables/once.ts";
import { PASSAGE_MUTANTS } from "./tables/passage.ts";
import { SECRECY_MUTANTS } from "./tables/secrecy.ts";
import { VERDICT_MUTANTS } from "./tables/verdict.ts";

export const MUTANTS = [...VERDICT_MUTANTS, ...ONCE_MUTANTS, ...PASSAGE_MUTANTS, ...SECRECY_MUTANTS, ...DESK_MUTANTS];
