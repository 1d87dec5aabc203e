/** What one does by a typed address alone, and in a hurry. The answers are counts: they name nobody. */
import * as v from "valibot";
import { Id, MailAddress, Nothing } from "./fields.ts";
import { ONLY_ALL, route } from "./route.ts";

const group = "By a typed address";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const StopAnswer = v.strictObject({
  forwardings: v.pipe(Count, v.description("how many forwardings lead to that mailbox; all are switched off now")),
});

const EraseAnswer = v.strictObject({
  aliases: v.pipe(Count, v.description("how many aliases were erased")),
  journal: v.pipe(Count, v.description("how many journal rows no longer say which alias they were about")),
  memberships: v.optional(v.pipe(Count, v.description("how many contact networks they were in; absent for none"))),
});

const ONE_OF_BOTH = "must be given, or else forwardingId, and not both";

/** Whose mailbox it is: typed in, or that of a forwarding, which need not be known to whoever stops it. */
const Lost = v.pipe(
  v.strictObject({
    destination: v.optional(MailAddress),
    forwardingId: v.optional(v.pipe(Id, v.description("of any forwarding that leads to the mailbox, instead of it"))),
  }),
  v.forward(
    v.check(
      ({ destination, forwardingId }) => (destination === undefined) !== (forwardingId === undefined),
      ONE_OF_BOTH,
    ),
    ["destination"],
  ),
);

export const stop = route({
  name: "stop",
  group,
  method: "POST",
  path: "/api/stop",
  may: ONLY_ALL,
  summary: "Lost phone: stop everything to and from one mailbox",
  details:
    "Switches delivery and replies off in every forwarding that leads to this mailbox or takes answers from it. Costs one keyed hash for each public address and each forwarding with further mailboxes.",
  query: Nothing,
  body: Lost,
  status: 200,
  answer: StopAnswer,
  refusals: [400, 404, 413, 415],
});

export const erase = route({
  name: "erase",
  group,
  method: "POST",
  path: "/api/erase",
  may: ONLY_ALL,
  summary: "Forget a correspondent, everywhere and at once",
  details:
    "Erases every alias that stands for this address, void ones too, and ends every membership of a contact network. Answers to the aliases go nowhere from then on. What remains for up to 180 days are encrypted message ids, which this system itself cannot attribute to a person. Costs one keyed hash for each forwarding, and reads the journal once.",
  query: Nothing,
  body: v.strictObject({ address: MailAddress }),
  status: 200,
  answer: EraseAnswer,
  refusals: [400, 413, 415],
});
