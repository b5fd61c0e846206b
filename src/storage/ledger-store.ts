import type { LedgerReader, LedgerStore } from '../core/ledger.ts';
import { adjustUses } from './adjust-uses.ts';
import { bookUses, type Books } from './book-uses.ts';
import {
  endPause,
  forgetBudgetSetting,
  keepBudgetSetting,
  keepPause,
  readBudgetSettings,
  readPauses,
} from './budget-settings.ts';
import { createGatherer } from './gather.ts';
import { readRecordedSince, readSpend } from './read-spend.ts';
import { readLatencies, readUse, readUses } from './read-usage.ts';
import { endReservation, keepReservation, readOpenReservations, readReservation } from './reservations.ts';
import type { IfMade } from './older-schema.ts';
import { createSumKeys } from './sum-keys.ts';
import type { Reader, Writer } from './tables.ts';

function createLedgerReader(reader: Reader): LedgerReader {
  return {
    spend: (filter) => readSpend(reader, filter),
    bookedUse: (id, workflow) => readUse(reader, id, workflow),
    bookedUses: (filter) => readUses(reader, filter),
    latencies: (filter) => readLatencies(reader, filter),
    recordedSince: () => readRecordedSince(reader),
    openReservations: () => readOpenReservations(reader),
    reservation: (workflow, id) => readReservation(reader, workflow, id),
    pauses: () => readPauses(reader),
    budgetSettings: () => readBudgetSettings(reader),
  };
}

/** The same of a file that an older version may have made. */
export function createLedgerReaderIfMade(reader: Reader, ifMade: IfMade): LedgerReader {
  const books = createLedgerReader(reader);
  return {
    spend: (filter) => ifMade('usage_sums', [], () => books.spend(filter)),
    bookedUse: (id, workflow) => ifMade('usage_records', null, () => books.bookedUse(id, workflow)),
    bookedUses: (filter) => ifMade('usage_records', [], () => books.bookedUses(filter)),
    latencies: (filter) => ifMade('usage_records', [], () => books.latencies(filter)),
    recordedSince: () => ifMade('usage_records', null, () => books.recordedSince()),
    openReservations: () => ifMade('reservations', [], () => books.openReservations()),
    reservation: (workflow, id) => ifMade('reservations', null, () => books.reservation(workflow, id)),
    pauses: () => ifMade('workflow_pauses', [], () => books.pauses()),
    budgetSettings: () => ifMade('budget_settings', [], () => books.budgetSettings()),
  };
}

/** `write` runs its work inside the next commit. */
export async function createLedgerStore(
  reader: Reader,
  write: <T>(work: (writer: Writer) => Promise<T>) => Promise<T>,
): Promise<LedgerStore> {
  const last = await reader
    .selectFrom('usage_records')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  let seq = Number(last?.seq ?? 0);
  const books: Books = { keys: createSumKeys(), next: () => ++seq };
  const book = createGatherer(
    write,
    (
      writer,
      rows: readonly { readonly use: Parameters<LedgerStore['book']>[0][number]; readonly at: number }[],
    ) =>
      bookUses(
        writer,
        rows.map(({ use }) => use),
        Math.max(0, ...rows.map(({ at }) => at)),
        books,
      ),
  );
  return {
    ...createLedgerReader(reader),
    book: (uses, at) => (uses.length === 0 ? Promise.resolve([]) : book(uses.map((use) => ({ use, at })))),
    adjust: (adjustments) => write((writer) => adjustUses(writer, adjustments)),
    reserve: (reservation) => write((writer) => keepReservation(writer, reservation)),
    endReservation: (end) => write((writer) => endReservation(writer, end, books)),
    keepPause: (pause) => write((writer) => keepPause(writer, pause)),
    endPause: (workflow) => write((writer) => endPause(writer, workflow)),
    keepBudgetSetting: (setting) => write((writer) => keepBudgetSetting(writer, setting)),
    forgetBudgetSetting: (scope, period) => write((writer) => forgetBudgetSetting(writer, scope, period)),
  };
}
