/** Shared desks, and public addresses that mail reaches under another. */
import { mutants } from "../mutant.ts";

const SHARING = "relay/reply/sharing.ts";
const SHARE = "relay/reply/share.ts";
const COPY = "relay/reply/shared-copy.ts";
const TESTS = ["relay/reply/shared.test.ts"];
const RECEIVED_AS = "relay/inbound/received-as.test.ts";

export const SHARED_MUTANTS = mutants(TESTS, [
  [
    "answers shared where the desk is not",
    SHARING,
    'if (!publicAddress.shareAnswers || fromField.kind !== "one") return undefined;',
    'if (fromField.kind !== "one") return undefined;',
  ],
  [
    "an answer shared with whoever gets it anyway",
    SHARING,
    "delivers(one) && !hasIt(one, fromField.mailbox.address, named),",
    "delivers(one),",
  ],
  [
    "an officer's mailbox in a colleague's copy",
    COPY,
    "for (const mailbox of [destination, ...replyFrom])",
    "for (const mailbox of [])",
  ],
  ["the writer's alias in a colleague's copy", COPY, 'list.add(alias, { kind: "alias", correspondent });', ""],
  [
    "the correspondent's address in a colleague's copy",
    COPY,
    'list.add(correspondent, { kind: "correspondent", address: correspondent });',
    "",
  ],
  ["a colleague's copy of somebody blocked", COPY, "alias && !alias.blocked ? [alias] : []", "alias ? [alias] : []"],
  [
    "a colleague's copy of an answer that did not go out",
    SHARE,
    'return answer.outcome === "sent" ? share(shares, claimed, answer) : unshared(shares, claimed, answer);',
    "return share(shares, claimed, answer);",
  ],
  [
    "one alias for each spelling of a public address",
    "relay/relay.ts",
    "const published = publicAddress.address.key.replace(/@(?=[^@]*$)/, `${tag}@`);",
    "const published = key;",
    RECEIVED_AS,
  ],
  [
    "a block that the public spelling evades",
    "relay/relay.ts",
    "return usual === scope ? { sender, knowledge } :",
    "return true ? { sender, knowledge } :",
    RECEIVED_AS,
  ],
  [
    "two public addresses received under one",
    "admin/addresses.ts",
    "if (key !== published && !(await isTaken(context.db, [key], id))) return",
    "if (key !== published) return",
    "admin/received-as.test.ts",
  ],
  [
    "blocks left behind when the reception changes",
    "admin/addresses.ts",
    "...(receivedAs === undefined ? [] : [await movedBlocks(",
    "...(true ? [] : [await movedBlocks(",
    "admin/received-as.test.ts",
  ],
]);
