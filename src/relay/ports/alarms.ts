/** The port through which the admin is told of trouble: alarm-mail.ts writes it, store/alarm-claims.ts remembers it. */
import type { AlarmKind } from "../../letters/alarm.ts";

export interface Alarms {
  /** @param about the public address that it happened at; it is also what the alarm is sent from */
  raise(kind: AlarmKind, about: { readonly address: string }): Promise<void>;
}

/** Remembers which alarms have gone out (store/desk/alarm-claims.ts). */
export interface AlarmClaims {
  /** Whether the caller is to send this alarm: true for one caller a kind and day, until it is known that it failed. */
  claim(kind: AlarmKind, day: string, now: number): Promise<boolean>;
  /** It went out: nobody else sends it that day. */
  settle(kind: AlarmKind, day: string, now: number): Promise<void>;
}
