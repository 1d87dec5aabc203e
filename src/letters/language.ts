/** The languages of notices, alarms and marks. */
export type Language = "ja" | "en";
