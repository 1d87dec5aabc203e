/** Programs by their first octets, whatever they are called: what a system starts when somebody opens it. */
import { toBinaryString } from "../octets.ts";

/** As many octets as the longest of the marks has. */
export const PROGRAM_MARK_LENGTH = 20;

/** File formats by their magic octets. Scripts without a `#!` line say nothing of themselves: their names do. */
const MARKS: readonly RegExp[] = [
  /^MZ(?=.{0,17}\0)/s, // Windows: EXE, DLL, SCR; a text may begin with these letters, but has no NUL
  /^\x7fELF/, // Linux
  /^(?:\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)/, // macOS (Mach-O), Java class files
  /^#!/, // Unix scripts
  /^L\x00\x00\x00\x01\x14\x02\x00/, // Windows shortcuts ([MS-SHLLINK] §2.1)
  /^ITSF/, // compiled HTML help
];

/** @param start a file's first octets */
export function startsAsProgram(start: Uint8Array): boolean {
  const text = toBinaryString(start.subarray(0, PROGRAM_MARK_LENGTH));
  return MARKS.some((mark) => mark.test(text));
}
