import type { AlertsStep, Watched } from '../core/alerts.ts';
import type { Card, Deferred, Incident, Silence } from '../core/incident.ts';
import { cardRow, incidentRow } from './incident-rows.ts';
import { keepNote } from './keep-notes.ts';
import type { Writer } from './tables.ts';

/** Things whose newest observations are kept. */
export const WATCHED_KEPT = 10_000;
export const SILENCES_KEPT = 500;
export const DEFERRED_KEPT = 1_000;

/** One decision with all that follows from it, in the writer's transaction. */
export async function keepAlerts(writer: Writer, step: AlertsStep): Promise<void> {
  for (const incident of step.incidents ?? []) await keepIncident(writer, incident);
  for (const card of step.cards ?? []) await keepCard(writer, card);
  for (const note of step.notes ?? []) await keepNote(writer, note);
  await keepWatched(writer, step.watched ?? []);
  for (const target of step.unsilenced ?? []) {
    await writer.deleteFrom('silences').where('target', '=', target).execute();
  }
  await keepSilences(writer, step.silences ?? []);
  if (step.deferredOver === true) await writer.deleteFrom('deferred').execute();
  await keepDeferred(writer, step.deferred ?? []);
}

async function keepIncident(writer: Writer, incident: Incident): Promise<void> {
  const { id, ...rest } = incidentRow(incident);
  await writer
    .insertInto('incidents')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function keepCard(writer: Writer, card: Card): Promise<void> {
  const { id, ...rest } = cardRow(card);
  await writer
    .insertInto('cards')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function keepWatched(writer: Writer, watched: readonly Watched[]): Promise<void> {
  for (const { fingerprint, recent, at } of watched) {
    if (recent.length === 0) {
      await writer.deleteFrom('watched').where('fingerprint', '=', fingerprint).execute();
      continue;
    }
    const rest = { recent: recent.map((ok) => (ok ? '1' : '0')).join(''), at };
    await writer
      .insertInto('watched')
      .values({ fingerprint, ...rest })
      .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet(rest))
      .execute();
  }
  const excess = watched.length === 0 ? 0 : (await countOf(writer, 'watched')) - WATCHED_KEPT;
  if (excess <= 0) return;
  await writer
    .deleteFrom('watched')
    .where('fingerprint', 'in', (eb) =>
      eb.selectFrom('watched').select('watched.fingerprint').orderBy('watched.at').limit(excess),
    )
    .execute();
}

/** Where there are too many, those go that would end first anyway. */
async function keepSilences(writer: Writer, silences: readonly Silence[]): Promise<void> {
  for (const { target, until, by, at, reason } of silences) {
    const rest = { until, by, at, reason };
    await writer
      .insertInto('silences')
      .values({ target, ...rest })
      .onConflict((conflict) => conflict.column('target').doUpdateSet(rest))
      .execute();
  }
  const excess = silences.length === 0 ? 0 : (await countOf(writer, 'silences')) - SILENCES_KEPT;
  if (excess <= 0) return;
  await writer
    .deleteFrom('silences')
    .where('target', 'in', (eb) =>
      eb.selectFrom('silences').select('silences.target').orderBy('silences.until').limit(excess),
    )
    .execute();
}

async function keepDeferred(writer: Writer, deferred: readonly Deferred[]): Promise<void> {
  for (const { fingerprint, title, count, firstAt, lastAt } of deferred) {
    const rest = { title, count, first_at: firstAt, last_at: lastAt };
    await writer
      .insertInto('deferred')
      .values({ fingerprint, ...rest })
      .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet(rest))
      .execute();
  }
  const excess = deferred.length === 0 ? 0 : (await countOf(writer, 'deferred')) - DEFERRED_KEPT;
  if (excess <= 0) return;
  await writer
    .deleteFrom('deferred')
    .where('fingerprint', 'in', (eb) =>
      eb.selectFrom('deferred').select('deferred.fingerprint').orderBy('deferred.last_at').limit(excess),
    )
    .execute();
}

async function countOf(writer: Writer, table: 'watched' | 'silences' | 'deferred'): Promise<number> {
  const { count } = await writer
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
