import { CompiledQuery, sql } from 'kysely';
import type { Tables, Writer } from './tables.ts';

/** Parameters of one statement: SQLite takes 32,766, PostgreSQL 65,535. */
const MAX_PARAMETERS = 16_384;

/** What drivers bind. */
type Value = string | number | bigint | Uint8Array | null;
export type Row<Column extends string> = Readonly<Record<Column, Value>>;

/** An INSERT of as many rows as there are. Resolves with what its ending returns. */
export type BulkInsert<Column extends string> = (
  writer: Writer,
  rows: readonly Row<Column>[],
) => Promise<readonly unknown[]>;

/**
 * Its text is made once for each power of two of rows. Kysely makes it at every call, value by value, which takes
 * longer than SQLite takes to insert them. `ending` stands after the values.
 */
export function createBulkInsert<Table extends keyof Tables, Column extends keyof Tables[Table] & string>(
  table: Table,
  columns: readonly Column[],
  ending = sql``,
): BulkInsert<Column> {
  const texts = new Map<number, string>();
  const largest = powerOfTwoIn(MAX_PARAMETERS / columns.length);

  function textOf(writer: Writer, count: number): string {
    const known = texts.get(count);
    if (known !== undefined) return known;
    const row = sql`(${sql.join(columns.map(() => null))})`;
    const names = sql.join(columns.map((column) => sql.ref(column)));
    const rows = sql.join(Array.from({ length: count }, () => row));
    const made = sql`insert into ${sql.table(table)} (${names}) values ${rows} ${ending}`.compile(writer).sql;
    texts.set(count, made);
    return made;
  }

  return async (writer, rows) => {
    const returned: unknown[] = [];
    for (let from = 0; from < rows.length;) {
      const count = Math.min(largest, powerOfTwoIn(rows.length - from));
      const parameters: Value[] = [];
      for (const row of rows.slice(from, from + count)) {
        for (const column of columns) parameters.push(row[column]);
      }
      const result = await writer.executeQuery(CompiledQuery.raw(textOf(writer, count), parameters));
      returned.push(...result.rows);
      from += count;
    }
    return returned;
  };
}

/** The largest power of two that is not above `limit`. */
function powerOfTwoIn(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}
