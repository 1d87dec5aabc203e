/**
 * D1 that answers from memory what real D1 answered to the same message before: what is left is the worker's own CPU, the
 * share that counts against it in production, where D1 runs elsewhere. The runtime here has D1 in the same process.
 */

/** A statement as it was bound, real and in words. */
interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly real: D1PreparedStatement;
}

interface Answer {
  readonly result: D1Result;
  /** For a claim: the position of its holder among the bound values, since every attempt has another one. */
  readonly holderAt: number;
}

/** The columns of a claim's row that this looks at; other rows have others. */
interface Row {
  readonly id?: unknown;
  readonly holder?: unknown;
}

export class RememberingDatabase {
  readonly #answers = new Map<string, readonly Answer[]>();

  /** @param real asked whenever a batch of these statements has not been seen */
  over(real: D1Database): D1Database {
    const batch = (statements: readonly Asked[]) => this.#batch(real, statements);
    return { prepare: (text: string) => prepared(text, real), batch } as unknown as D1Database;
  }

  async #batch(real: D1Database, statements: readonly Asked[]): Promise<D1Result[]> {
    const key = statements.map(({ text }) => text).join("\n");
    const known = this.#answers.get(key);
    if (known) return known.map((answer, at) => again(answer, statements[at]?.values ?? []));
    const results = await real.batch(statements.map((statement) => statement.real));
    this.#answers.set(
      key,
      results.map((result, at) => remembered(result, statements[at]?.values ?? [])),
    );
    return results;
  }
}

function prepared(text: string, real: D1Database) {
  const bind = (...values: unknown[]): Asked => ({ text, values, real: real.prepare(text).bind(...values) });
  return { bind };
}

function remembered(result: D1Result, values: readonly unknown[]): Answer {
  const holder = (result.results[0] as Row | undefined)?.holder;
  return { result, holderAt: values.indexOf(holder) };
}

/** A claim is of this message and ours; every other row is as it was. */
function again({ result, holderAt }: Answer, values: readonly unknown[]): D1Result {
  if (holderAt < 0) return result;
  const claims = claimsAmong(values);
  const rows = (result.results as Row[]).map((row, at) => ({
    ...row,
    id: claims[at]?.id,
    holder: values[holderAt],
  }));
  return { ...result, results: rows };
}

/** The claims are bound as one JSON list. */
function claimsAmong(values: readonly unknown[]): readonly Row[] {
  const list = values.find((value) => typeof value === "string" && value.startsWith("["));
  return JSON.parse(String(list)) as Row[];
}
