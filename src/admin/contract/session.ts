/** Signing in at the page: the password once, from then on a cookie that no script can read. */
import * as v from "valibot";
import { Nothing, Timestamp } from "./fields.ts";
import { readingOf, route } from "./route.ts";

const group = "Sign-in";

/** How whoever asks has signed in. */
export const SignedInBy = v.picklist(["token", "session", "access"]);
export type SignedInBy = v.InferOutput<typeof SignedInBy>;

export const Role = v.pipe(
  v.picklist(["all", "read", "address"], "must be one of all, read, address"),
  v.description("everything; reading everything; or all that hangs on one public address, and nothing else"),
);

export const openSession = route({
  name: "openSession",
  group,
  method: "POST",
  path: "/api/session",
  may: readingOf("answer"),
  summary: "Sign a browser in",
  details:
    "Asked with the ADMIN_TOKEN, or the password of an admin; sets a cookie (HttpOnly, Secure, SameSite=Strict) that stands in its place for twelve hours. Where the cookie is what signs a request in, whatever changes something must come from this very origin. A session ends with the password that opened it: another ADMIN_TOKEN ends all of its own.",
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
  may: readingOf("answer"),
  summary: "Sign a browser out",
  details: "The cookie is void at once, wherever else it may have got to.",
  query: v.strictObject({
    everywhere: v.optional(
      v.pipe(
        v.picklist(["true"], "must be true, or absent"),
        v.description("ends every session that was opened with the same password"),
      ),
    ),
  }),
  status: 204,
  answer: Nothing,
  refusals: [400],
});
