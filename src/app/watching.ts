import type { Alerts } from '../alerts/alerts.ts';
import type { Config } from '../config.ts';
import type { Rerun } from '../core/alerts.ts';
import { errorText } from '../core/error-text.ts';
import { createTimeOfDay } from '../core/time-of-day.ts';
import { httpPost } from '../http-post.ts';
import type { Storage } from '../storage/index.ts';
import { createConnectionWatch, type ConnectionWatch } from '../watch/connection.ts';
import { createDatabaseWatch, type DatabaseWatch } from '../watch/database.ts';
import { createDeadman, type Deadman, type Health } from '../watch/deadman.ts';
import type { Look, WatchDeps } from '../watch/deps.ts';
import { heartbeatMessage } from '../watch/heartbeat-message.ts';
import { createHeartbeat, type Heartbeat } from '../watch/heartbeat.ts';
import { createVitalsReader, type Vitals } from '../watch/read-vitals.ts';
import { createReruns } from '../watch/reruns.ts';
import { createSourceWatch, type SourceWatch } from '../watch/sources.ts';
import { tcpConnect } from '../watch/tcp-connect.ts';
import { endUnconfigured, endUnconfiguredChannels } from '../watch/unconfigured.ts';
import { createVitalsWatch, type VitalsWatch } from '../watch/vitals.ts';
import { adoptCried } from './adopt-cried.ts';
import { cryOut } from './cry-out.ts';
import type { Outboxes } from './outboxes.ts';

export interface WatchingDeps extends Omit<WatchDeps, 'memory' | 'observe'> {
  readonly config: Config;
  readonly store: Storage;
  readonly outboxes: Outboxes;
  readonly alerts: Alerts;
  /** Names of all sources, the program's own `demo` included. */
  readonly sources: readonly string[];
  readonly startedAt: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly readVitals: (() => Vitals) | null;
  readonly redact: (text: string) => string;
}

/** Everything that the program watches of itself. */
export interface Watching {
  /** Resolves when each part knows what the last process knew; what they find is told later. */
  start(): Promise<void>;
  /** True while our own connection is known to be down. */
  connectionDown(): Promise<boolean>;
  readonly rerun: Rerun;
  readonly sources: Pick<SourceWatch, 'accepted' | 'refused'>;
  readonly database: Pick<DatabaseWatch, 'failed'>;
  /** Why the database can't be written, while that is known; `null`: nothing is wrong. */
  databaseTrouble(): string | null;
  /** Stops at once; the pinned message says so for at most so many milliseconds of real time. */
  stop(mostMs: number): Promise<void>;
}

/** Memory of the program itself stands beside that of the channels, under a name that no channel can have. */
const OWN = '';
const MOST_COUNTED = 1_000;

export function createWatching(deps: WatchingDeps): Watching {
  const { config, store, alerts, clock } = deps;
  const memory = {
    recall: (name: string) => store.recall(OWN, name),
    keep: (name: string, value: string) => store.keep(OWN, name, value),
  };
  const shared: WatchDeps = { ...deps, memory, observe: alerts.observe };
  const reader = deps.readVitals === null ? createVitalsReader() : null;

  const connection = connectionOf(deps, shared);
  const sources = createSourceWatch({
    ...shared,
    sources: deps.sources.map((name) => ({ name, expectMs: config.sources.get(name)?.expectMs ?? null })),
    lastEventAt: () => lastEventAt(store),
  });
  const database = createDatabaseWatch({
    ...shared,
    check: () => store.keep(OWN, 'checked', String(clock.now())),
    cryOut: (observation) => cryOut(observation, deps.outboxes, deps),
    adopt: (incident, cried) => adoptCried(incident, cried, store),
  });
  const vitals: VitalsWatch = createVitalsWatch({
    ...shared,
    readVitals: deps.readVitals ?? (() => reader?.read() ?? missing()),
  });
  const deadman: Deadman | null =
    config.watch.deadman === null
      ? null
      : createDeadman(config.watch.deadman, {
          ...shared,
          post: httpPost,
          random: deps.random,
          healthy: () => healthOf(deps),
        });
  const heartbeat = heartbeatOf(deps, shared);
  const parts = [connection, sources, database, vitals, deadman, heartbeat].filter((part) => part !== null);
  const looks: [string, () => Promise<Look>][] = [
    ['database', () => database.rerun()],
    ['vitals', () => vitals.rerun()],
  ];
  if (connection !== null) looks.unshift(['connection', () => connection.rerun()]);
  if (deadman !== null) looks.push(['deadman', () => deadman.rerun()]);

  return {
    async start() {
      await endUnconfigured(shared, { connection: connection !== null, deadman: deadman !== null });
      const open = await store.incidents({ open: true, limit: MOST_COUNTED });
      const fingerprints = open.map(({ fingerprint }) => fingerprint);
      await endUnconfiguredChannels(shared, [...deps.outboxes.keys()], fingerprints);
      for (const part of parts) await part.start();
    },
    connectionDown: () => connection?.down() ?? Promise.resolve(false),
    rerun: createReruns(new Map(looks)),
    sources,
    database,
    databaseTrouble: () => database.trouble(),
    async stop(mostMs) {
      for (const part of parts) if (part !== heartbeat) part.stop();
      reader?.stop();
      await heartbeat?.farewell(AbortSignal.timeout(mostMs));
    },
  };
}

function missing(): never {
  throw new Error('nothing reads the vitals');
}

function connectionOf({ config, alerts, outboxes }: WatchingDeps, shared: WatchDeps): ConnectionWatch | null {
  if (config.watch.connection === null) return null;
  return createConnectionWatch(config.watch.connection, {
    ...shared,
    connect: tcpConnect,
    timeOfDay: createTimeOfDay(config.timezone),
    missed: () => Promise.resolve(alerts.deferred()),
    forget: (told) => alerts.forgetDeferred(told),
    judge: () => alerts.judgeDeferred(),
    cameBack() {
      for (const outbox of outboxes.values()) outbox.retryNow();
    },
    // What is printed here says nothing of the world outside.
    deliveredSince: (at) =>
      [...outboxes.values()].some(
        (outbox) => outbox.channel.type !== 'console' && (outbox.lastDeliveredAt() ?? 0) > at,
      ),
  });
}

function heartbeatOf(
  { config, store, outboxes, clock, startedAt }: WatchingDeps,
  shared: WatchDeps,
): Heartbeat | null {
  const settings = config.watch.heartbeat;
  const outbox = settings === null ? undefined : outboxes.get(settings.channel);
  if (settings === null || outbox === undefined) return null;
  return createHeartbeat({
    ...shared,
    channel: outbox.channel,
    everyMs: settings.everyMs,
    summary: async () =>
      heartbeatMessage({
        now: clock.now(),
        startedAt,
        everyMs: settings.everyMs,
        openIncidents: (await store.incidents({ open: true, limit: MOST_COUNTED })).length,
        channels: Array.from(outboxes.values(), (outbox) => ({
          name: outbox.channel.name,
          failing: outbox.state() === 'failing',
        })),
        lastEventAt: Math.max(0, ...(await lastEventAt(store)).values()) || null,
      }),
  });
}

/** Does the program do what it is for: can it keep events, and does any chat take them? */
async function healthOf({ store, outboxes, clock, redact }: WatchingDeps): Promise<Health> {
  try {
    await store.keep(OWN, 'checked', String(clock.now()));
  } catch (error) {
    return { ok: false, detail: redact(`the database can't be written: ${errorText(error)}`) };
  }
  const channels = [...outboxes.values()];
  return channels.length > 0 && channels.every((outbox) => outbox.state() === 'failing')
    ? { ok: false, detail: 'no channel takes messages' }
    : { ok: true };
}

async function lastEventAt(store: Storage): Promise<ReadonlyMap<string, number>> {
  const counts = await store.sourceCounts();
  return new Map(counts.flatMap(({ name, lastEventAt: at }) => (at === null ? [] : [[name, at] as const])));
}
