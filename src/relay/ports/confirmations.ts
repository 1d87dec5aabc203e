/** The port through which a destination's answer to its welcome mail starts a forwarding. */
import type { Address } from "../../mail/header/address.ts";

/** What became of an answer to a welcome mail. */
export type Confirmed =
  | { readonly kind: "active" }
  /**
   * A handover whose day is yet to come.
   * @property effectiveAt milliseconds since 1970
   * @property timeZone the school's, an IANA name
   */
  | { readonly kind: "waits"; readonly effectiveAt: number; readonly timeZone: string }
  /** The forwarding is gone meanwhile. */
  | { readonly kind: "void" };

export interface Confirmations {
  /**
   * The destination has answered; doing it twice changes nothing more.
   * @param further another mailbox of the same person's, which answers are taken from hereafter
   */
  confirm(forwardingId: string, further: Address | undefined): Promise<Confirmed>;
}
