/** Signing in at the page: the password once, from then on a cookie that no script can read. */
import * as v from "valibot";
import { Nothing, Timestamp } from "./fields.ts";
import { route } from "./route.ts";

const group = "Sign-in";

/** How whoever asks has signed in. */
export const SignedInBy = v.picklist(["token", "session", "access"]);
export type SignedInBy = v.InferOutput<typeof SignedInBy>;

export const openSession = route({
  name: "openSession",
  group,
  method: "POST",
  path: "/api/session",
  summary: "Sign a browser in",
  details:
    "Asked with the ADMIN_TOKEN; sets a cookie (HttpOnly, Secure, SameSite=Strict) that stands in its place for twelve hours. Where the cookie is what signs a request in, whatever changes something must come from this very origin. Another ADMIN_TOKEN ends all sessions.",
  query: Nothing,
  status: 201,
  answer: v.strictObject({ expiresAt: Timestamp }),
  refusals: [409],
});

export const closeSession = route({
  name: "closeSession",
  group,
  method: "DELETE",
  path: "/api/session",
  summary: "Sign a browser out",
  details: "The cookie is void at once, wherever else it may have got to.",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [],
});
