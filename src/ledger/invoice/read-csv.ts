import { CsvError, parse } from 'csv-parse/sync';
import { oneLine } from '../../core/clip.ts';
import type { BillProblem } from './bill.ts';

/** A month by day, model, key and kind of token has some ten thousand rows. */
const MAX_ROWS = 50_000;
/** Of an export, in UTF-16 units; a row has some 150. */
export const MAX_BILL_CHARS = 16_777_216;
const MAX_ROW_BYTES = 65_536;
const SEPARATORS = [',', '\t', ';'] as const;

export type CsvRead =
  | { readonly ok: true; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly problem: BillProblem };

/** The rows of a CSV, or of a table with tabs or semicolons, within bounds. */
export function readCsv(text: string): CsvRead {
  if (text.length > MAX_BILL_CHARS)
    return refused('too-large', 'the file is larger than 16 MiB: export a shorter span');
  if (text.includes('\u0000')) return refused('not-text', 'the file is no text: export it as CSV');
  try {
    const [header, ...rows] = parse(text, {
      bom: true,
      delimiter: separatorOf(text),
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: MAX_ROW_BYTES,
      to: MAX_ROWS + 2,
    });
    if (header === undefined) return refused('empty', 'the file is empty');
    if (rows.length > MAX_ROWS)
      return refused('too-many-rows', `the file has more than ${MAX_ROWS} rows: export a shorter span`);
    return { ok: true, header, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused('not-csv', `the file is no CSV: ${oneLine(error.message).slice(0, 200)}`);
  }
}

/** The one that stands most often in the first line: a line item has commas in it, whatever stands between. */
function separatorOf(text: string): string {
  const first = text.slice(0, Math.max(0, text.search(/\r?\n|$/)));
  const counts = SEPARATORS.map((separator) => first.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function refused(reason: BillProblem['reason'], message: string): CsvRead {
  return { ok: false, problem: { reason, message } };
}
