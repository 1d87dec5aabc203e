/** The paper card with which an officer's part is stopped when their phone is lost. */
import * as v from "valibot";
import { Nothing } from "./fields.ts";
import { changingOf, route } from "./route.ts";

const TaggedAddress = v.object({
  address: v.pipe(v.string(), v.description("an empty mail to this address, from any mailbox, does it")),
  qr: v.pipe(v.string(), v.description("a `mailto:` link to it as a QR code: an SVG document")),
});

export const CardAnswer = v.strictObject({
  code: v.pipe(v.string(), v.description("shown this once: only a keyed hash of it is kept")),
  stop: TaggedAddress,
  start: TaggedAddress,
});
export type CardAnswer = v.InferOutput<typeof CardAnswer>;

export const makeCard = route({
  name: "makeCard",
  group: "Forwardings",
  method: "POST",
  path: "/api/forwardings/{id}/card",
  may: changingOf("forwarding"),
  summary: "Make the paper card for a lost phone",
  details:
    "Answers a new code, and the addresses that stop and resume this forwarding with it. The code of a former card is void at once. Only for a forwarding whose destination has confirmed itself.",
  query: Nothing,
  status: 201,
  answer: CardAnswer,
  refusals: [404, 409],
});
