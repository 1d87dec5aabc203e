/** D1, with a note of every statement that ran, its parameters and what it cost. */

export interface Ran {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

type Cost = { readonly meta?: { readonly rows_read: number; readonly rows_written: number } };

export class RecordedDatabase {
  readonly ran: Ran[] = [];
  readonly database: D1Database;
  readonly #of = new WeakMap<object, { readonly text: string; readonly values: readonly unknown[] }>();

  constructor(real: D1Database) {
    const batch = async (statements: D1PreparedStatement[]) => {
      const results = await real.batch(statements);
      for (const [at, result] of results.entries()) this.#note(statements[at], result);
      return results;
    };
    this.database = { batch, prepare: (text: string) => this.#prepared(real, text) } as unknown as D1Database;
  }

  /** What ran since the last call. */
  take(): Ran[] {
    return this.ran.splice(0);
  }

  #prepared(real: D1Database, text: string): D1PreparedStatement {
    const statement = real.prepare(text);
    const bindReal = statement.bind.bind(statement);
    const bind = (...values: unknown[]) => {
      const bound = bindReal(...values);
      this.#of.set(bound, { text, values });
      return bound;
    };
    return Object.assign(statement, { bind });
  }

  #note(statement: D1PreparedStatement | undefined, { meta }: Cost): void {
    const known = statement && this.#of.get(statement);
    if (known) this.ran.push({ ...known, rowsRead: meta?.rows_read ?? 0, rowsWritten: meta?.rows_written ?? 0 });
  }
}
