import { existsSync } from 'node:fs';
import { Migrator } from 'kysely/migration';
import type { Kysely } from 'kysely';
import type { AlertsStore, IncidentReader } from '../core/alerts.ts';
import type { ChannelMemory, CommandUses, CommandUsesReader } from '../core/chat.ts';
import type { DispatchStore, NewEvent, StoredEvent, TrailReader, TrailStore } from '../core/ports.ts';
import type { LedgerReader, LedgerStore } from '../core/ledger.ts';
import type { ProbeReader, ProbeStore } from '../core/probe-store.ts';
import { acceptEvents, type Sequence } from './accept-events.ts';
import { readCardChannels, readCardPlaces, readStaleCards } from './card-places.ts';
import { createCheckpoints } from './checkpoints.ts';
import { loadDedupIndex } from './dedup-index.ts';
import { keepMemory, keepUse, readUses, recallMemory } from './chat-memory.ts';
import { createGroupCommit } from './group-commit.ts';
import { keepAlerts } from './keep-alerts.ts';
import { keepProgress, keepPrompt, keepRun } from './keep-probes.ts';
import { keepRefused } from './keep-refused.ts';
import { createLedgerReaderIfMade, createLedgerStore } from './ledger-store.ts';
import { lockDatabase } from './lock.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { addDeliveries, giveUpWaiting, writeStep } from './outbox-steps.ts';
import { createIfMade } from './older-schema.ts';
import { prunePiece } from './prune.ts';
import { readCard, readPast } from './read-alerts.ts';
import { createIncidentReader } from './read-incidents.ts';
import { createProbeReader } from './read-probes.ts';
import { readCounts, readEvents, readHealth, readInterrupted, readWaiting } from './read-outbox.ts';
import { findById, readChannelsOf, readNewestId, readRecords } from './read-trail.ts';
import { readSourceCounts } from './source-counts.ts';
import { CHECKPOINT_PAGES, openReader, openWriter } from './sqlite.ts';
import { openLogSync } from './sync-log.ts';
import type { Reader, Tables } from './tables.ts';

/** An open store: everything the program keeps. */
export interface Storage
  extends
    DispatchStore,
    TrailStore,
    AlertsStore,
    IncidentReader,
    ChannelMemory,
    CommandUses,
    CommandUsesReader,
    ProbeStore,
    LedgerStore {
  /** Lets what waits be committed, then closes. */
  close(): Promise<void>;
}

/** A store that is opened for reading only. */
export interface Trail
  extends
    TrailReader,
    IncidentReader,
    ProbeReader,
    LedgerReader,
    CommandUsesReader,
    Pick<ChannelMemory, 'recall'> {
  close(): Promise<void>;
}

const NO_TIME_PASSES = (): number => 0;

/** Opens the file for the running program, migrated to the newest schema. `monotonic`: milliseconds. Throws where another program holds it. */
export async function openSqlite(file: string, monotonic = NO_TIME_PASSES): Promise<Storage> {
  const unlock = lockDatabase(file);
  if (unlock === null) {
    throw new Error(
      `another Pithead is running on ${file}: stop it first, or give this one its own "storage"`,
    );
  }
  try {
    return await openLocked(file, monotonic, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openLocked(file: string, monotonic: () => number, unlock: () => void): Promise<Storage> {
  const { db: writer, waiting } = openWriter(file);
  await migrate(writer);
  const reader = openReader(file);
  const sequence = await deliverySequence(reader);
  const index = await loadDedupIndex(reader);
  const log = openLogSync(file);
  const checkpoints = createCheckpoints(file, waiting, CHECKPOINT_PAGES);
  const group = createGroupCommit<NewEvent, StoredEvent>(
    writer,
    (transaction, events) => acceptEvents(transaction, events, index, sequence),
    async () => {
      await log.sync();
      checkpoints.committed();
    },
    monotonic,
  );
  return {
    ...readingTrail(reader, createIncidentReader(reader)),
    ...createProbeReader(reader),
    ...(await createLedgerStore(reader, (work) => group.write(work))),
    accept: (events) => group.bulk(events),
    step: (step) => group.write((transaction) => writeStep(transaction, step)),
    cardPlaces: (channel, cards) => readCardPlaces(reader, channel, cards),
    cardChannels: (card) => readCardChannels(reader, card),
    staleCards: (channel, refusedBefore, limit) => readStaleCards(reader, channel, refusedBefore, limit),
    past: (endedSince) => readPast(reader, endedSince),
    keepAlerts: (step) => group.write((transaction) => keepAlerts(transaction, step)),
    card: (id) => readCard(reader, id),
    waiting: (channel, after, limit) => readWaiting(reader, channel, after, limit),
    interrupted: (channel) => readInterrupted(reader, channel),
    eventsById: (ids) => readEvents(reader, ids),
    channelsOf: (id) => readChannelsOf(reader, id),
    giveUp: (channel, at, detail, health) =>
      group.write((transaction) => giveUpWaiting(transaction, channel, at, detail, health)),
    redeliver: (id, deliveries) =>
      group.write((transaction) => addDeliveries(transaction, id, deliveries, sequence)),
    addRefused: (requests) => group.write((transaction) => keepRefused(transaction, requests)),
    prune(now) {
      index.prune(now);
      return group.write((transaction) => prunePiece(transaction, now));
    },
    keepProgress: (progress) => group.write((transaction) => keepProgress(transaction, progress)),
    keepRun: (run, changes) => group.write((transaction) => keepRun(transaction, run, changes)),
    keepPrompt: (hash, text, at) => group.write((transaction) => keepPrompt(transaction, hash, text, at)),
    recall: (channel, name) => recallMemory(reader, channel, name),
    keep: (channel, name, value) =>
      group.write((transaction) => keepMemory(transaction, channel, name, value)),
    uses: (filter) => readUses(reader, filter),
    record: (use) => group.write((transaction) => keepUse(transaction, use)),
    async newestId() {
      group.check();
      return readNewestId(reader);
    },
    async close() {
      await checkpoints.close();
      await group.idle();
      log.close();
      await reader.destroy();
      await writer.destroy();
      unlock();
    },
  };
}

/**
 * Opens the file for reading beside a running program, or without one; `null` where there is no file yet. What an older
 * version made knows of no incidents, no probes and no books.
 */
export function openSqliteTrail(file: string): Trail | null {
  if (!existsSync(file)) return null;
  const reader = openReader(file);
  const ifMade = createIfMade(reader);
  const incidents = createIncidentReader(reader);
  const probes = createProbeReader(reader);
  return {
    ...readingTrail(reader, {
      incidents: (filter) => ifMade('incidents', [], () => incidents.incidents(filter)),
      incident: (id) => ifMade('incidents', null, () => incidents.incident(id)),
      silences: () => ifMade('silences', [], () => incidents.silences()),
    }),
    ...createLedgerReaderIfMade(reader, ifMade),
    probeRuns: (filter) => ifMade('probe_runs', [], () => probes.probeRuns(filter)),
    probeTimes: (filter) => ifMade('probe_runs', [], () => probes.probeTimes(filter)),
    newestRuns: () => ifMade('probe_runs', [], () => probes.newestRuns()),
    probeProgress: () => ifMade('probe_progress', [], () => probes.probeProgress()),
    probeChanges: (filter) => ifMade('probe_changes', [], () => probes.probeChanges(filter)),
    prompt: (hash) => ifMade('prompts', null, () => probes.prompt(hash)),
    uses: (filter) => ifMade('command_uses', [], () => readUses(reader, filter)),
    recall: (channel, name) => recallMemory(reader, channel, name),
    close: () => reader.destroy(),
  };
}

function readingTrail(reader: Reader, incidents: IncidentReader): TrailReader & IncidentReader {
  return {
    ...incidents,
    events: (filter) => readRecords(reader, filter),
    find: (id) => findById(reader, (incident) => incidents.incident(incident), id),
    sourceCounts: () => readSourceCounts(reader),
    counts: (channel) => readCounts(reader, channel),
    health: (channel) => readHealth(reader, channel),
  };
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('the database could not be migrated');
}

async function deliverySequence(reader: Reader): Promise<Sequence> {
  const row = await reader
    .selectFrom('deliveries')
    .select(({ fn }) => fn.max('seq').as('last'))
    .executeTakeFirst();
  let last = Number(row?.last ?? 0);
  return { next: () => ++last };
}
