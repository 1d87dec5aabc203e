/** Fields of an attached message that tell the way it took, and the programs and machines of who sent it. */

/**
 * What is not in the list is left: who wrote to whom, and about what. All of `X-*` goes, for every program has its own
 * (`X-Originating-IP`, `X-MSFBL`, `X-Mailer`), but for what says how urgent a message is.
 */
const TRACE =
  /^(?:received|received-spf|return-path|delivered-to|envelope-to|dkim-.*|domainkey-.*|arc-.*|(?:.*-)?authentication-results|user-agent|mailer|organi[sz]ation|openpgp|autocrypt.*|thread-(?:index|topic)|feedback-id|cfbl-.*|disposition-notification-to|x-(?!priority$).*)$/;

/** @param key a field name in lower case */
export function isTraceField(key: string): boolean {
  return TRACE.test(key);
}
