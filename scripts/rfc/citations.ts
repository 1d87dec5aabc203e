/** Finds where the code cites an RFC: `RFC 5322 §3.4 and §3.6.2`, also across the lines of a comment. */

export interface Citation {
  readonly rfc: number;
  /** Such as "3.4.1"; "" when the RFC is cited as a whole. */
  readonly section: string;
}

const LINE_BREAK = /\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g;
const CITED = /RFC (\d{3,5})(?:['’]s)?((?:[\s,;&(]*(?:and |or |to )?§ ?\d+(?:\.\d+)*)*)/g;
const SECTION = /§ ?(\d+(?:\.\d+)*)/g;

export function citationsIn(source: string): readonly Citation[] {
  return [...source.replaceAll(LINE_BREAK, " ").matchAll(CITED)].flatMap(([, number, sections = ""]) => {
    const rfc = Number(number);
    const named = [...sections.matchAll(SECTION)].map(([, section = ""]) => ({ rfc, section }));
    return named.length > 0 ? named : [{ rfc, section: "" }];
  });
}
