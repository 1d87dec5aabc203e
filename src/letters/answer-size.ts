/** How large an answer can be, as letters tell it. Cloudflare's limit is 5 MiB; base64 makes a photo larger by a third. */

/** All of an answer, in MB. */
export const ANSWER_MEGABYTES = "5";

/** What of it is left for photos and other files, in MB. */
export const FILES_MEGABYTES = "3.5";
