/** The port through which officers' commands by mail change things: store/commands.ts. */
import type { Alias, PausedBy, PublicAddress } from "../model.ts";

/** What officers' commands by mail change (command/). Each change is one transaction with its line in the audit list. */
export interface CommandStore {
  /** @returns whether it was running until now */
  pause(forwardingId: string, by: PausedBy): Promise<boolean>;
  /** @param by whose stop is lifted: with the card every one, without it only the officer's own */
  resume(forwardingId: string, by: PausedBy): Promise<boolean>;
  /** @returns whether anything changed: for the correspondent's mailbox, whichever way its address is spelled */
  block(alias: Alias, at: PublicAddress, blocked: boolean): Promise<boolean>;
  /** The id of the forwarding whose paper card has this code. */
  forwardingOfCard(addressId: string, code: string): Promise<string | undefined>;
  /**
   * How many new people its officer has written to by other messages than this one, which may be tried again.
   * @param since milliseconds since 1970
   */
  writtenFirst(forwardingId: string, since: number, message: string): Promise<number>;
  /** @param message a keyed hash; noted once, however often */
  noteWrittenFirst(forwardingId: string, message: string): Promise<void>;
}
