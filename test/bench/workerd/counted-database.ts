/** D1 with a meter: what a message costs there, as D1 itself reports it. */

export interface Costs {
  batches: number;
  statements: number;
  rowsRead: number;
  rowsWritten: number;
}

export function noCosts(): Costs {
  return { batches: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
}

/** The relay uses batches alone; a statement outside one would not be counted, so it is refused. */
export function counted(real: D1Database, costs: Costs): D1Database {
  return new Proxy(real, {
    get(target, key) {
      if (key === "batch") return (statements: D1PreparedStatement[]) => batch(target, statements, costs);
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

async function batch(target: D1Database, statements: D1PreparedStatement[], costs: Costs): Promise<D1Result[]> {
  const results = await target.batch(statements);
  costs.batches++;
  costs.statements += statements.length;
  for (const { meta } of results) {
    costs.rowsRead += meta.rows_read;
    costs.rowsWritten += meta.rows_written;
  }
  return results;
}
