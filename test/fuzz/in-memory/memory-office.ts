/**
 * A desk whose database is a few maps: the whole relay runs on it in Node, thousands of messages a second. Every claim is
 * the caller's; what leaves is held against the platform's rules and kept.
 */

import { mintAlias } from "../../../src/mail/alias-form.ts";
import { type Address, parseAddress } from "../../../src/mail/header/address.ts";
import { fieldsNamed, readHeaderSection, unfold } from "../../../src/mail/header/section.ts";
import { fromBinaryString, toBinaryString } from "../../../src/mail/octets.ts";
import { DEFAULT_LIMITS } from "../../../src/relay/limits.ts";
import type { Alias, Forwarding } from "../../../src/relay/model.ts";
import type { Announcement, Announcements } from "../../../src/relay/ports/announcements.ts";
import type { CommandStore } from "../../../src/relay/ports/commands.ts";
import type { Directory } from "../../../src/relay/ports/directory.ts";
import { aliasKey, type Claim, type Journal } from "../../../src/relay/ports/journal.ts";
import type { Networks } from "../../../src/relay/ports/networks.ts";
import type { RelayPorts } from "../../../src/relay/ports/ports.ts";
import type { Surveys } from "../../../src/relay/ports/surveys.ts";
import type { Outgoing, Transport } from "../../../src/relay/ports/transport.ts";
import { Vault } from "../../../src/store/vault.ts";

export const PTA = "pta@school.example";
export const HANAKO = "hanako@private.example";
export const JIRO = "jiro.sato@gmail.com";
export const EXTRA = "hanako@work.example";
export const PARENT = "taro.yamada@company.example";
/** Hanako's alias of the parent. */
export const ALIAS = "anon-7k3m9q2x4wtz@school.example";

export function address(spec: string): Address {
  const read = parseAddress(spec);
  if (!read) throw new Error(`not an address: ${spec}`);
  return read;
}

const publicAddress = {
  id: "pta0pta0pta0pta0",
  address: address(PTA),
  name: "PTA窓口",
  nameSuffix: "",
  open: true,
  refuseFiles: false,
  shareAnswers: false,
};

function forwarding(id: string, destination: string, replyFrom: readonly string[]): Forwarding {
  const switches = { hideSender: true, hideName: false, deliver: true, allowReply: true, pausedBy: null } as const;
  const mailboxes = { destination: address(destination), replyFrom: replyFrom.map(address) };
  return { id, addressId: publicAddress.id, scope: id, label: "", state: "active", ...mailboxes, ...switches };
}

/** Nobody commands anything here; whatever a mutated address asks for is done and forgotten. */
const NO_COMMANDS: CommandStore = {
  pause: async () => true,
  resume: async () => true,
  block: async () => true,
  forwardingOfCard: async () => undefined,
  writtenFirst: async () => 0,
  noteWrittenFirst: async () => {},
};

const NO_NETWORKS: Networks = { join: async () => undefined, leave: async () => {} };

const NO_SURVEYS: Surveys = {
  open: async (wish) => ({ ...wish, word: "7k3m9q2x4wtz", choiceMarks: "", closedAt: null }),
  find: async () => undefined,
  isMember: async () => false,
  names: async () => true,
  vote: async () => false,
  voted: async () => new Set(),
  tally: async () => undefined,
  close: async () => undefined,
};

/** An announcement to nobody. */
const NO_ANNOUNCEMENTS: Announcements = {
  find: async () => undefined,
  begin: async () => ({ announcement: TO_NOBODY, origin: "", today: 0, daysBefore: 0, lately: 1 }),
  claim: async () => ({ copies: [], last: undefined }),
  record: async () => {},
  progress: async () => ({ sent: 0, failed: 0, left: 0, waiting: 0, skipped: 0 }),
  end: async () => {},
};
const TO_NOBODY: Announcement = {
  id: "announcement0000",
  addressId: "",
  kind: "all",
  surveyId: null,
  addressed: 0,
  startedAt: 0,
  endedAt: null,
};

const hanakos = forwarding("hanako0hanako0ha", HANAKO, [EXTRA]);
const jiros = forwarding("jiro0jiro0jiro0j", JIRO, []);
const alias: Alias = {
  id: "alias0alias0alia",
  alias: address(ALIAS),
  forwarding: hanakos,
  correspondent: address(PARENT),
  blocked: false,
  answeredBy: null,
  answeredAt: null,
};

export interface Copy {
  readonly envelopeRecipient: string;
  /** A binary string. */
  readonly raw: string;
}

/** What one message did. */
export class MemoryOffice {
  readonly copies: Copy[] = [];
  /** Calls of the database and slices of what left: the work that one message may cost. */
  calls = 0;
  slices = 0;
  /** Breaches of the platform's rules, and whatever the relay reports as a fault of its own. */
  readonly faults: string[] = [];
  readonly ports: RelayPorts;

  constructor(vault: Vault) {
    this.ports = {
      directory: this.#directory(),
      journal: this.#journal(),
      commands: NO_COMMANDS,
      networks: NO_NETWORKS,
      announcements: NO_ANNOUNCEMENTS,
      surveys: NO_SURVEYS,
      transport: this.#transport(),
      clock: { now: () => Date.UTC(2026, 10, 24), timer: () => ({ done: new Promise(() => {}), stop() {} }) },
      log: { write: (entry) => void (entry.event === "fault" && this.faults.push(JSON.stringify(entry))) },
      alarms: { raise: async () => {} },
      replies: "on",
      later: () => {},
      confirmations: { confirm: async () => ({ kind: "void" }) },
      keys: vault,
      authservId: "mx.cloudflare.net",
      limits: DEFAULT_LIMITS,
      language: "ja",
    };
  }

  static openVault(): Promise<Vault> {
    return Vault.open(new Uint8Array(32).fill(7));
  }

  #directory(): Directory {
    return {
      lookUp: async ({ recipient, named }) => {
        this.calls++;
        const asked = [recipient, ...named];
        return {
          publicAddresses: new Map([[PTA, publicAddress]]),
          aliases: new Map(asked.includes(ALIAS) ? [[ALIAS, alias]] : []),
          forwardings: [hanakos, jiros],
          ownDomains: new Set(["school.example"]),
          carriers: new Map(),
          counts: new Map(),
          senderBlocked: false,
          blockedBy: new Set(),
          invited: undefined,
        };
      },
      shown: async () => 0,
      knows: async () => true,
      blocks: async () => false,
      formerly: async () => ({ publicAddress: undefined, aliasIds: [], forwardingIds: [] }),
    };
  }

  #journal(): Journal {
    return {
      claim: async (claims, wishes) => {
        this.calls++;
        const mine = (id: string): Claim => ({ id, reason: "", state: "mine" });
        const aliases = wishes.map((wish): [string, Alias] => {
          const minted = address(mintAlias(wish.domain));
          const key = aliasKey(wish.forwarding.id, wish.correspondent.key);
          return [key, { ...alias, ...wish, id: minted.localPart.slice(0, 16), alias: minted }];
        });
        return {
          claims: new Map(claims.map(({ id }) => [id, mine(id)])),
          aliases: new Map(aliases),
          fresh: new Set(),
          knownAs: new Map(),
        };
      },
      end: async () => {
        this.calls++;
        return { kind: "none" };
      },
      whereabouts: async () => ({ kind: "none" }),
      abandon: async () => 0,
      record: async (records) => {
        this.calls++;
        for (const { outcome, reason } of records) if (outcome === "retrying") this.faults.push(reason);
      },
    };
  }

  #transport(): Transport {
    return {
      send: async (outgoing) => {
        const raw = outgoing.content.map(toBinaryString).join("");
        this.slices += outgoing.content.length;
        this.copies.push({ envelopeRecipient: outgoing.envelopeRecipient, raw });
        const breach = breachOf(outgoing, raw);
        if (breach) this.faults.push(breach);
        return { kind: "sent", sentId: `<sent-${this.copies.length}@cloudflare-email.example>` };
      },
    };
  }
}

/** The platform's rules (docs/platform.md), as test/support/world.ts has them for workerd. */
function breachOf({ envelopeSender }: Outgoing, raw: string): string | undefined {
  const reading = readHeaderSection(fromBinaryString(raw));
  if (reading.kind !== "read") return "the header section is too large";
  const { fields, bodyOffset } = reading.section;
  const only = (key: string) => fieldsNamed(reading.section, key);
  const [from, ...furtherFrom] = only("from").map(({ value }) => unfold(value));
  if (from === undefined || furtherFrom.length > 0) return "From does not stand there once";
  if ((/<([^<>]+)>$/.exec(from)?.[1] ?? from) !== envelopeSender) return "From is not the envelope sender";
  if (only("message-id").length !== 1) return "Message-ID does not stand there once";
  if (only("received").length > 0) return "Received stands there";
  const lines = raw.slice(0, bodyOffset).split("\r\n");
  if (lines.some((line) => !/^[\t\x20-\x7e]{0,998}$/.test(line))) return "a header line is too long or not plain ASCII";
  if (fields.length > 40 || fields.some(({ value }) => value.length > 2500)) return "the header section is too much";
  return undefined;
}
