/** Every route that answers JSON, in the order in which the documentation shows them. */
import { addAddress, changeAddress, deleteAddress, getAddress, listAddresses } from "./addresses.ts";
import { acceptInvitation, changeAdmin, inviteAdmin, inviteAgain, listAdmins, revokeAdmin } from "./admins.ts";
import { addAlias, changeAlias, deleteAlias, listAliases } from "./aliases.ts";
import { addBlock, deleteBlock, listBlocks } from "./blocks.ts";
import { makeCard } from "./card.ts";
import { getDesk } from "./desk.ts";
import { erase, stop } from "./emergency.ts";
import {
  addForwarding,
  changeForwarding,
  deleteForwarding,
  getForwarding,
  handOver,
  listForwardings,
  sendWelcome,
} from "./forwardings.ts";
import { findMails } from "./mails.ts";
import { eraseMember, listAnnouncements, listMembers, listSurveys, makeJoinCode } from "./networks.ts";
import { getHealth, getStats, listAudit, listJournal } from "./records.ts";
import { addReplyFrom, deleteReplyFrom, listReplyFrom } from "./reply-from.ts";
import { applyRoster } from "./roster.ts";
import type { Route } from "./route.ts";
import { closeSession, openSession } from "./session.ts";

export const contract: readonly Route[] = [
  getHealth,
  ...[openSession, closeSession],
  ...[listAdmins, inviteAdmin, changeAdmin, revokeAdmin, inviteAgain, acceptInvitation],
  getDesk,
  ...[listAddresses, addAddress, getAddress, changeAddress, deleteAddress],
  ...[listForwardings, addForwarding, getForwarding, changeForwarding, deleteForwarding, handOver, sendWelcome],
  applyRoster,
  makeCard,
  ...[listReplyFrom, addReplyFrom, deleteReplyFrom],
  ...[listAliases, addAlias, changeAlias, deleteAlias],
  ...[listBlocks, addBlock, deleteBlock],
  ...[listMembers, eraseMember, makeJoinCode, listAnnouncements, listSurveys],
  ...[stop, erase],
  ...[listJournal, findMails, getStats, listAudit],
];
