/** Calendars and cards (RFC 5545, RFC 6350, vCard 2.1): their lines unfolded, their escapes undone. Text in, text out. */

export function isCard(octets: string): boolean {
  return /^(?:\xef\xbb\xbf)?\s*BEGIN:V(?:CALENDAR|CARD)\b/im.test(octets.slice(0, 2000));
}

/** On each fold some readers drop one blank, and some all of it. */
export function unfolded(card: string): readonly string[] {
  const joined = card.replace(/\r*\n[ \t]/g, "");
  const soft = joined.replace(/=\r*\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return [joined, soft].map((lines) => lines.replace(/\\([nN])/g, "\n").replace(/\\([\\;,])/g, "$1"));
}
