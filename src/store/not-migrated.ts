/** A fault that goes away when the migrations are applied. Apart from health.ts, which a mail does not need. */

/** Whether an error says that a table or a column is not there. */
export function isNotMigrated(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (/no such (?:table|column)|has no column named/.test(at.message)) return true;
  }
  return false;
}
