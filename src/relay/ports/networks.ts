/** What contact networks need of the database (store/network). */
import type { Address } from "../../mail/header/addr-spec.ts";

export interface Membership {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
}

export interface Networks {
  /**
   * Takes somebody in, if the code is the one that is valid now; joining twice is joining once.
   * @returns a new membership only for who was no member; undefined when the code is wrong
   */
  join(addressId: string, code: string, mailbox: Address): Promise<Membership | undefined>;
  /** Ends a membership and erases it. It need not be one. */
  leave(addressId: string, mailbox: Address): Promise<void>;
}
