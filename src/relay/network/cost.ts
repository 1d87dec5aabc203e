/** What a mail to all members takes of the month's mails, and what it costs beyond them; told before the first one. */

/** US dollars for a thousand mails beyond those of Workers Paid (docs/platform.md). */
const DOLLARS_A_THOUSAND = 0.35;

interface AnnouncementCost {
  /** Mails that one announcement is: a copy a member. */
  readonly copies: number;
  /** Mails to people outside in this month so far: answers, and copies to members. */
  readonly used: number;
  /** What the plan includes a month. */
  readonly included: number;
  /** Mails of one more announcement that the plan does not include, and what they cost in US dollars. */
  readonly beyond: number;
  readonly dollars: number;
}

export function announcementCost(copies: number, used: number, included: number): AnnouncementCost {
  const beyond = Math.max(0, Math.min(copies, used + copies - included));
  return { copies, used, included, beyond, dollars: Math.ceil((beyond * DOLLARS_A_THOUSAND) / 10) / 100 };
}
