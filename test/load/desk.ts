/** The messages of an ordinary week at a desk, and the ports that note what each of them costs in D1. */
import { env } from "cloudflare:workers";
import { DEFAULT_LIMITS } from "../../src/relay/limits.ts";
import type { RelayPorts } from "../../src/relay/ports/ports.ts";
import { D1Directory } from "../../src/store/directory.ts";
import { D1Journal } from "../../src/store/journal/journal.ts";
import { World } from "../support/world.ts";
import { RecordedDatabase } from "./recorded-database.ts";

/** No limit stands in the way of a load that comes within an hour. */
const UNLIMITED = { correspondent: 1e9, domain: 1e9, automatic: 1e9, replies: 1e9, total: 1e9 };

export interface Desk {
  readonly world: World;
  readonly recorded: RecordedDatabase;
  readonly ports: RelayPorts;
}

export async function openAdminDb(): Promise<Desk> {
  const world = await World.open({ limits: { ...DEFAULT_LIMITS, ...UNLIMITED } });
  const recorded = new RecordedDatabase(env.DB);
  const ports = {
    ...world.ports,
    directory: new D1Directory(recorded.database, world.vault),
    journal: new D1Journal(recorded.database, world.vault, world.clock),
  };
  return { world, recorded, ports };
}
