/** One message to a public address with two officers, tried as often as a test likes. */
import { mail } from "./mails.ts";
import { taken } from "./pick.ts";
import { addAddress, addForwarding } from "./school.ts";
import { World } from "./world.ts";

export const LATER = { kind: "deferred", reason: "rate-limit" } as const;

export class MailToTwo {
  readonly world: World;
  readonly address = "pta@school.example";
  readonly officers = ["hanako@private.example", "jiro@home.example"] as const;
  readonly #message = mail({ from: "taro@company.example" });

  private constructor(world: World) {
    this.world = world;
  }

  static async open(): Promise<MailToTwo> {
    const school = new MailToTwo(await World.open());
    const id = await addAddress(school.address);
    for (const officer of school.officers) await addForwarding(school.world, id, officer);
    return school;
  }

  async attempt(): Promise<string> {
    return (await this.world.deliver("taro@company.example", this.address, this.#message)).outcome;
  }

  /** Whom a copy has reached since the last call. */
  reached(): readonly string[] {
    return taken(this.world).map(({ envelopeRecipient }) => envelopeRecipient);
  }
}
