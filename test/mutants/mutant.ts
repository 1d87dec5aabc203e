/** A line of src that everything hangs on, broken: whoever breaks it must hear of it from a test. */

export interface Mutant {
  /** Says what is broken, in a few words; unique. */
  readonly name: string;
  /** Below src/. */
  readonly file: string;
  /** Stands once in the file. */
  readonly text: string;
  readonly instead: string;
  /** Test files or folders, below test/; at least one test in them must fail. */
  readonly tests: readonly string[];
}

/** How a row of a table is written: the rows of one table share their tests, unless they name others. */
export type Row = readonly [name: string, file: string, text: string, instead: string, ...tests: string[]];

export function mutants(tests: readonly string[], rows: readonly Row[]): readonly Mutant[] {
  return rows.map(([name, file, text, instead, ...others]) => {
    return { name, file, text, instead, tests: others.length > 0 ? others : tests };
  });
}

/** @throws Error when the text does not stand there exactly once */
export function broken(source: string, { name, file, text, instead }: Mutant): string {
  const pieces = source.split(text);
  if (pieces.length === 2) return pieces.join(instead);
  throw new Error(
    `src/${file} has the text of the mutant "${name}" ${pieces.length - 1} times: ${text}. Bring test/mutants up to date with it.`,
  );
}
