/** What somebody sees first, read in one batch. */
import { readDesk } from "../store/admin/desk.ts";
import { showAddress } from "./addresses.ts";
import { getDesk } from "./contract/desk.ts";
import { showForwarding } from "./forwardings.ts";
import { isText, pageOf, place } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { entityTag } from "./http/entity-tag.ts";
import { questionsFor, showStats, statsAsked } from "./records.ts";
import { VERSION } from "./version.ts";

/** As whoever reads this alone is told its state (see `respond`). */
async function tagged<Shown>(shown: Shown): Promise<Shown & { readonly etag: string }> {
  return { ...shown, etag: await entityTag(JSON.stringify(shown)) };
}

export const deskEndpoint: Endpoint = endpoint(getDesk, async ({ query }, context) => {
  const asked = statsAsked(query, context.clock.now());
  const { after, toRead } = place(query, isText);
  const { db, onlyAddress, signedInBy = "token", role = "all", adminName = "" } = context;
  const rows = await readDesk(db, after, toRead, questionsFor(db, asked, onlyAddress), onlyAddress);
  const leading = Map.groupBy(rows.forwardings, ({ addressId }) => addressId);
  const shown = await pageOf(
    query,
    rows.addresses,
    ({ address }) => address,
    async (row) => ({
      ...(await tagged(showAddress(row))),
      forwardings: await Promise.all(
        (leading.get(row.id) ?? []).map(async (one) => tagged(await showForwarding(context, one))),
      ),
    }),
  );
  return { ...shown, stats: showStats(asked, rows.stats), version: VERSION, signedInBy, role, admin: adminName };
});
