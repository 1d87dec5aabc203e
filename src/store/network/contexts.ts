/** Where a network's sealed values stand and what its indexes are scoped to (see ../contexts.ts). */

export const memberContext = (memberId: string) => `member:${memberId}`;
export const memberScope = (addressId: string) => `member:${addressId}`;
/** The code that lets people in. */
export const joinScope = (addressId: string) => `join:${addressId}`;
/** The message that began an announcement. */
export const announcementScope = (addressId: string) => `announcement:${addressId}`;
/** Who voted. */
export const voteScope = (surveyId: string) => `vote:${surveyId}`;
/** By how much a voter's times are late. */
export const voteTimeScope = (surveyId: string) => `vote-time:${surveyId}`;
/** The words that a survey's choices are written with. */
export const choiceScope = (surveyId: string) => `choice:${surveyId}`;
