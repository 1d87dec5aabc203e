/** D1 with a meter: each statement that was prepared, and the rows that D1 says it read and wrote, in batches and alone. */

type Meta = { readonly rows_read: number; readonly rows_written: number };

export class MeteredDatabase {
  statements = 0;
  rowsRead = 0;
  rowsWritten = 0;
  readonly database: D1Database;

  constructor(real: D1Database) {
    const batch = async (statements: D1PreparedStatement[]) => {
      const results = await real.batch(statements);
      for (const { meta } of results) this.#note(meta);
      return results;
    };
    const prepare = (text: string) => {
      this.statements++;
      return this.#metered(real.prepare(text), text);
    };
    this.database = { batch, prepare } as unknown as D1Database;
  }

  #note(meta: Meta): void {
    this.rowsRead += meta.rows_read;
    this.rowsWritten += meta.rows_written;
  }

  #metered(statement: D1PreparedStatement, text: string): D1PreparedStatement {
    const [bind, run, raw] = [statement.bind, statement.run, statement.raw].map((method) => method.bind(statement)) as [
      D1PreparedStatement["bind"],
      D1PreparedStatement["run"],
      D1PreparedStatement["raw"],
    ];
    const noted = async () => {
      const result = await run();
      this.#note(result.meta);
      return result;
    };
    return Object.assign(statement, {
      bind: (...values: unknown[]) => this.#metered(bind(...values), text),
      run: noted,
      all: noted,
      first: async (column?: string) => {
        const [row] = (await noted()).results as Record<string, unknown>[];
        return row === undefined ? null : column === undefined ? row : row[column];
      },
      // Rows come without what they cost; a question can be asked twice.
      raw: async () => {
        if (/^select/i.test(text)) await noted();
        return raw();
      },
    });
  }
}
