import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAlerts, type Alerts } from '../../src/alerts/alerts.ts';
import type { AlertsDeps } from '../../src/alerts/deps.ts';
import { createActivity } from '../../src/core/activity.ts';
import type { AlertRules } from '../../src/core/alert-rules.ts';
import type { ShownCard } from '../../src/core/alerts.ts';
import { cardEventOf } from '../../src/core/card-event.ts';
import { createIds, keptTraceId, type EventId } from '../../src/core/ids.ts';
import type { Actor } from '../../src/core/incident.ts';
import { textAt } from '../../src/core/json.ts';
import type { Accepted, Incoming } from '../../src/core/ports.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import { openSqlite, type Storage } from '../../src/storage/open.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

export const ADA: Actor = { name: 'ada', via: 'telegram' };
export const BEA: Actor = { name: 'bea', via: 'discord' };
const NO_RULES: AlertRules = { quiet: [], escalate: [], maintenance: [] };

export interface Scene {
  readonly clock: FakeClock;
  readonly newId: () => EventId;
  readonly store: Storage;
  readonly alerts: Alerts;
  /** What was accepted, each once. */
  readonly accepted: readonly Incoming[];
  /** `change: what people hear` of each; `-` where nobody is called. */
  told(): readonly string[];
  /** The first card as it is now. */
  shown(): Promise<ShownCard | null>;
  /** Until nothing is in flight. */
  quiet(): Promise<void>;
  pass(ms: number): Promise<void>;
  /** As after a hard kill: a new program on the same store. `early`: what comes before it has begun. */
  restart(early?: (alerts: Alerts) => Promise<unknown>, rules?: Partial<AlertRules>): Promise<void>;
  /** What `accept` answers instead of accepting; `null`: it accepts. */
  refuse: Accepted | null;
  connectionDown: boolean;
}

/** The alerts over a real store, with a clock that is moved by hand, and an `accept` that keeps what it is given. */
export async function startAlerts(rules: Partial<AlertRules> = {}): Promise<Scene> {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-alerts-'));
  const store = await openSqlite(join(dir, 'pithead.db'));
  onTestFinished(async () => {
    scene.alerts.stop();
    await scene.quiet();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const clock = createFakeClock();
  const activity = createActivity();
  const newId = createIds(
    () => clock.now(),
    () => new Uint8Array(3),
  );
  const accepted: Incoming[] = [];
  const keys = new Set<string>();
  let traces = 0;

  function accept(incoming: Incoming): Promise<Accepted> {
    if (scene.refuse !== null) return Promise.resolve(scene.refuse);
    const key = Buffer.from(incoming.dedup?.key ?? []).toString('hex');
    if (keys.has(key)) return Promise.resolve({ outcome: 'duplicate', id: incoming.id });
    keys.add(key);
    accepted.push(incoming);
    return Promise.resolve({ outcome: 'accepted', id: incoming.id, routes: ['default>terminal'] });
  }

  const deps: AlertsDeps = {
    store,
    rules: { ...NO_RULES, ...rules },
    timezone: 'UTC',
    clock,
    activity,
    log: SILENT_LOG,
    accept,
    newId,
    newTraceId: () => keptTraceId((++traces).toString(16).padStart(32, '0')),
    digest: (text) => hash('sha256', text, 'buffer'),
    redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    connectionDown: () => Promise.resolve(scene.connectionDown),
  };

  let alerts = createAlerts(deps);
  const scene: Scene = {
    clock,
    newId,
    store,
    get alerts() {
      return alerts;
    },
    accepted,
    refuse: null,
    connectionDown: false,
    told: () =>
      accepted.map(({ data }) => {
        const event = cardEventOf(data);
        const heard = event?.change === 'opened' ? textAt(data, 'title') : event?.reply?.title;
        return `${event?.change}: ${heard ?? '-'}`;
      }),
    async shown() {
      const card = accepted[0]?.card;
      return card === undefined ? null : alerts.showCard(card);
    },
    async quiet() {
      while (!activity.idle) await activity.whenIdle();
    },
    async pass(ms) {
      await scene.quiet();
      clock.advance(ms);
      await scene.quiet();
    },
    async restart(early = () => Promise.resolve(), changed = {}) {
      alerts.stop();
      alerts = createAlerts({ ...deps, rules: { ...deps.rules, ...changed } });
      await Promise.all([early(alerts), alerts.start()]);
      await scene.quiet();
    },
  };
  await alerts.start();
  return scene;
}
