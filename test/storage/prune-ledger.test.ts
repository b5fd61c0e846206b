import { expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/duration.ts';
import { openSqlite } from '../../src/storage/open.ts';
import { pruneLedger } from '../../src/storage/prune-ledger.ts';
import { openWriter } from '../../src/storage/sqlite.ts';
import { useWith } from './booked.ts';
import { NOW, openFresh } from './stores.ts';

it('of calls that are too many the first booked go; their sums stay', async () => {
  await using opened = await openFresh({ scheme: 'sqlite', open: openSqlite, openTrail: () => null });
  const uses = Array.from({ length: 10 }, (_, i) => useWith({ id: `${i}`, at: NOW - i * HOUR_MS }));
  await opened.store.book(uses, NOW);
  await opened.close();
  const { db: writer } = openWriter(opened.address);
  const prune = () => writer.transaction().execute((transaction) => pruneLedger(transaction, NOW, 3));
  expect([await prune(), await prune()]).toEqual([7, 0]);
  const kept = await writer.selectFrom('usage_records').select('id').orderBy('seq').execute();
  expect(kept.map(({ id }) => id)).toEqual(['7', '8', '9']);
  const sums = await writer.selectFrom('usage_sums').select('calls').execute();
  expect(sums).toHaveLength(10);
  await writer.destroy();
});
