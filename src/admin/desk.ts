/** What somebody sees first, read in one batch. */
import { readDesk } from "../store/admin/desk.ts";
import { showAddress } from "./addresses.ts";
import { getDesk } from "./contract/desk.ts";
import { showForwarding } from "./forwardings.ts";
import { isText, pageOf, place } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { questionsFor, showStats, statsAsked } from "./records.ts";
import { VERSION } from "./version.ts";

export const deskEndpoint: Endpoint = endpoint(getDesk, async ({ query }, context) => {
  const asked = statsAsked(query, context.clock.now());
  const { after, toRead } = place(query, isText);
  const rows = await readDesk(context.db, after, toRead, questionsFor(context.db, asked));
  const leading = Map.groupBy(rows.forwardings, ({ addressId }) => addressId);
  const shown = await pageOf(
    query,
    rows.addresses,
    ({ address }) => address,
    async (row) => ({
      ...showAddress(row),
      forwardings: await Promise.all((leading.get(row.id) ?? []).map((one) => showForwarding(context, one))),
    }),
  );
  return { ...shown, stats: showStats(asked, rows.stats), version: VERSION, signedInBy: context.signedInBy ?? "token" };
});
