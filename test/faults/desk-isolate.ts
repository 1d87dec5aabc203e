/** What the desk does in an isolate in which something goes wrong: an answer of the API, or a run of the cron. */
import { env } from "cloudflare:workers";
import { deskOf } from "../support/desk.ts";
import type { World } from "../support/world.ts";
import type { FaultPlan } from "./fault.ts";
import { databaseIn, Isolate, transportIn } from "./isolate.ts";
import type { SteppedClock } from "./stepped-clock.ts";

/** Milliseconds of the stepped clock: what is not over then never ends by itself. */
const LONGEST = 120_000;
const STEP = 2_000;

/** The isolate that dies, or whose work fails, is over; nothing that was started in it goes on. */
export async function runDesk(
  { world, clock, plan }: { readonly world: World; readonly clock: SteppedClock; readonly plan: FaultPlan },
  work: (deps: ReturnType<typeof deskOf>) => Promise<unknown>,
): Promise<void> {
  const isolate = new Isolate(plan);
  const d1 = databaseIn(isolate, env.DB);
  const transport = transportIn(isolate, world.transport);
  let over = false;
  const end = () => {
    over = true;
  };
  void work(deskOf(world, { clock, d1, transport })).then(end, end);
  void isolate.died.then(end);
  for (let waited = 0; !over && waited < LONGEST; ) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (!isolate.isStuck) continue;
    clock.move(STEP);
    waited += STEP;
  }
  void isolate.kill();
}
