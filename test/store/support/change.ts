/** A school whose ADDRESS_KEY changes: the same database and the same mail service, opened with other keys. */
import { env } from "cloudflare:workers";
import type { RelayPorts } from "../../../src/relay/ports/ports.ts";
import { D1Directory } from "../../../src/store/directory.ts";
import { D1Journal } from "../../../src/store/journal/journal.ts";
import { D1Networks } from "../../../src/store/network/members.ts";
import { Vault } from "../../../src/store/vault.ts";
import { confirmationsOn, type Ending, type World } from "../../support/world.ts";

const secret = (octet: number) => new Uint8Array(32).fill(octet);

/** The key that every World writes with. */
export const KEY_A = secret(7);
export const KEY_B = secret(8);
export const KEY_C = secret(9);

/** The worker as it runs with these keys. */
export class Office {
  readonly vault: Vault;
  readonly #world: World;
  readonly #ports: RelayPorts;

  private constructor(world: World, vault: Vault) {
    this.vault = vault;
    this.#world = world;
    const db = world.db.database;
    const [directory, journal] = [new D1Directory(db, vault), new D1Journal(db, vault, world.clock)];
    const confirmations = confirmationsOn(db, vault, world, world.ports.log);
    const networks = new D1Networks(db, vault, world.clock);
    this.#ports = { ...world.ports, directory, journal, networks, confirmations, keys: vault };
  }

  static async open(world: World, key: Uint8Array<ArrayBuffer>, previous?: Uint8Array<ArrayBuffer>): Promise<Office> {
    return new Office(world, await Vault.open(key, previous));
  }

  deliver(sender: string, recipient: string, message: string): Promise<Ending> {
    return this.#world.deliver(sender, recipient, message, this.#ports);
  }
}

/** Every value of every table, with where it stands. */
export async function everyValue(): Promise<readonly { readonly where: string; readonly value: string }[]> {
  const named = await env.DB.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all<{ name: string }>();
  const tables = named.results.map(({ name }) => name).filter((name) => !/^(?:sqlite|d1|_cf)_/.test(name));
  const contents = await Promise.all(
    tables.map(async (table) => {
      const { results } = await env.DB.prepare(`SELECT * FROM "${table}"`).all();
      return results.flatMap((row) => Object.entries(row).map(([column, value]) => [`${table}.${column}`, value]));
    }),
  );
  return contents.flat().map(([where, value]) => ({ where: String(where), value: String(value) }));
}
