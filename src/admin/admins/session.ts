/** Opening and closing a browser's session. */
import { timestamp } from "../context.ts";
import * as contract from "../contract/session.ts";
import { check } from "../http/check.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { Problem } from "../http/problem.ts";
import { endSession, GONE, startSession } from "../http/session-cookie.ts";

const open: Endpoint = {
  route: contract.openSession,
  async answer(request, _, context) {
    check(contract.openSession.query, Object.fromEntries(new URL(request.url).searchParams));
    if (context.signedInBy !== "token") throw new Problem(409, "You have signed in already, not by a password.");
    const { cookie, expiresAt } = await startSession(context, context.sessionMark);
    const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", "Set-Cookie": cookie };
    return new Response(JSON.stringify({ expiresAt: timestamp(expiresAt) }), { status: 201, headers });
  },
};

const close: Endpoint = {
  route: contract.closeSession,
  async answer(request, _, context) {
    const { everywhere } = check(contract.closeSession.query, Object.fromEntries(new URL(request.url).searchParams));
    await endSession(request, context, everywhere === "true");
    return new Response(null, { status: 204, headers: { "Cache-Control": "no-store", "Set-Cookie": GONE } });
  },
};

export const sessionEndpoints: readonly Endpoint[] = [open, close];
