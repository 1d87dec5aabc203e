/** Rows that count: anybody can have themselves refused, suppressed or suspected without end, and must not fill the journal. */

import type { Suspicion } from "../letters/officer-notice.ts";
import type { Reason } from "../letters/rejection.ts";
import { DAY } from "../mail/duration.ts";
import type { SuppressReason } from "./reasons.ts";
import type { RelayContext } from "./transit.ts";

/** Of the one row a day (UTC) and reason. @param placeId of the public address, the forwarding or the alias that it is about */
export function countedId(
  { ports, arrivedAt }: RelayContext,
  placeId: string,
  reason: Reason | SuppressReason | Suspicion,
): Promise<string> {
  return ports.keys.index(`counted:${placeId}`, `${reason} ${Math.floor(arrivedAt / DAY)}`);
}
