import { CompiledQuery, sql, type RawBuilder } from 'kysely';
import type { Tables, Writer } from './tables.ts';

/** Parameters of one statement: SQLite takes 32,766, PostgreSQL 65,535. */
const MAX_PARAMETERS = 16_384;

/** What drivers bind. */
type Value = string | number | bigint | Uint8Array | null;
export type Row<Column extends string> = Readonly<Record<Column, Value>>;

/** An INSERT of as many rows as there are; gives back what it returns. `more`: the parameters of its ending. */
export type BulkInsert<Column extends string, Returned> = (
  writer: Writer,
  rows: readonly Row<Column>[],
  more?: readonly Value[],
) => Promise<readonly Returned[]>;

/**
 * Its text is made once for each power of two of rows. Kysely makes it at every call, value by value, which takes
 * longer than SQLite takes to insert them. `ending` follows the values; its own values only say where `more` goes.
 */
export function createBulkInsert<Table extends keyof Tables, Returned = never>(
  table: Table,
  columns: readonly (keyof Tables[Table] & string)[],
  ending: RawBuilder<Returned> = sql``,
): BulkInsert<keyof Tables[Table] & string, Returned> {
  const texts = new Map<number, string>();
  const largest = powerOfTwoIn(MAX_PARAMETERS / (columns.length + 1));

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

  return async (writer, rows, more = []) => {
    const returned: Returned[] = [];
    for (let from = 0; from < rows.length;) {
      const count = Math.min(largest, powerOfTwoIn(rows.length - from));
      const parameters: Value[] = [];
      for (const row of rows.slice(from, from + count)) {
        for (const column of columns) parameters.push(row[column]);
      }
      const text = textOf(writer, count);
      const result = await writer.executeQuery<Returned>(CompiledQuery.raw(text, [...parameters, ...more]));
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
