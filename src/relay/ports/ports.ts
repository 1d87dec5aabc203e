/**
 * What the relay needs of the world, a port a file. The real ends live in store/ (D1) and cloudflare/ (mail); tests put
 * stricter ones in their place. Every call of a port may throw: that is a transient fault, and the message stays with its
 * sender.
 */

import type { Language } from "../../letters/language.ts";
import type { Limits } from "../limits.ts";
import type { Alarms } from "./alarms.ts";
import type { Announcements } from "./announcements.ts";
import type { Clock } from "./clock.ts";
import type { CommandStore } from "./commands.ts";
import type { Confirmations } from "./confirmations.ts";
import type { Directory } from "./directory.ts";
import type { Journal } from "./journal.ts";
import type { Keys } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Networks } from "./networks.ts";
import type { Probes } from "./probes.ts";
import type { Surveys } from "./surveys.ts";
import type { Transport } from "./transport.ts";

export interface RelayPorts extends DeliveryPorts {
  /** Absent: no probe is waited for. */
  readonly probes?: Probes;
  readonly directory: Directory;
  readonly commands: CommandStore;
  readonly networks: Networks;
  readonly announcements: Announcements;
  readonly surveys: Surveys;
  readonly alarms: Alarms;
  readonly confirmations: Confirmations;
  readonly keys: Keys;
  readonly authservId: string;
  readonly limits: Limits;
  readonly language: Language;
  /** Whether answers go out at all: off until the first production check has passed (docs/operations.md). */
  readonly replies: "on" | "off";
  /** Does what no sending server is to wait for, beside or after the answer. */
  readonly later: (work: () => Promise<void>) => void;
}

export interface DeliveryPorts {
  readonly transport: Transport;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}
