/** Critical lines of src, each broken in the way in which a slip or an attacker would want it. */
import { DESK_MUTANTS } from "./tables/desk.ts";
import { NETWORK_MUTANTS } from "./tables/network.ts";
import { OFFICE_MUTANTS } from "./tables/office.ts";
import { ONCE_MUTANTS } from "./tables/once.ts";
import { PASSAGE_MUTANTS } from "./tables/passage.ts";
import { SECRECY_MUTANTS } from "./tables/secrecy.ts";
import { SHARED_MUTANTS } from "./tables/shared.ts";
import { VERDICT_MUTANTS } from "./tables/verdict.ts";

export const MUTANTS = [
  ...VERDICT_MUTANTS,
  ...ONCE_MUTANTS,
  ...PASSAGE_MUTANTS,
  ...SECRECY_MUTANTS,
  ...DESK_MUTANTS,
  ...NETWORK_MUTANTS,
  ...SHARED_MUTANTS,
  ...OFFICE_MUTANTS,
];
