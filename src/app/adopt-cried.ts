import type { IncidentId } from '../core/ids.ts';
import type { MessageRef } from '../core/message.ts';
import type { Storage } from '../storage/index.ts';

/** What was cried out past the store is where the incident's card stands from now on. Rejects where that can't be stored. */
export async function adoptCried(
  id: IncidentId,
  cried: ReadonlyMap<string, MessageRef>,
  store: Pick<Storage, 'incident' | 'step'>,
): Promise<void> {
  const record = await store.incident(id);
  if (record === null) return;
  const { card } = record.incident;
  for (const [channel, ref] of cried) {
    await store.step({ channel, results: [], claims: [], cards: [{ card, ref }], health: null });
  }
}
