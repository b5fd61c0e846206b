import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CardStatus, ShownCard } from '../../src/core/alerts.ts';
import { createActivity, settled } from '../../src/core/activity.ts';
import { cardEventData } from '../../src/core/card-event.ts';
import type { Severity } from '../../src/core/event.ts';
import { createIds, incidentIdOf, integerOfId, newTraceId, type IncidentId } from '../../src/core/ids.ts';
import type { CardChange, CardReply, Labels, Observation } from '../../src/core/incident.ts';
import type { Accepted, DispatchStore, Incoming, QueuedDelivery } from '../../src/core/ports.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import { createTimers } from '../../src/core/timers.ts';
import { createAccept, type AcceptDeps } from '../../src/dispatch/accept.ts';
import { createOutbox } from '../../src/dispatch/outbox.ts';
import type { Silent } from '../../src/dispatch/prepare.ts';
import { createReplay, type Replay } from '../../src/dispatch/replay.ts';
import { createTell } from '../../src/dispatch/tell.ts';
import { createRenderer } from '../../src/messages/index.ts';
import { openSqlite } from '../../src/storage/open.ts';
import { channelDeps } from '../support/channel-deps.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { httpChat, type Chat, type Got } from '../support/http-chat.ts';

/** The cards as they are, which the program's room `alerts` would say. */
export type Board = Map<IncidentId, ShownCard>;

export interface SceneOptions {
  readonly channels: Readonly<
    Record<string, { readonly chat: Chat; readonly editable?: boolean; readonly listLength?: number }>
  >;
  readonly clock: FakeClock;
  readonly board?: Board;
  readonly silent?: Silent;
  readonly redact?: (text: string) => string;
  /** Where events and cards go, by their type; default: to every channel. */
  readonly to?: (type: string) => readonly string[];
  /** How bad the routes say it is; default: as the event does. */
  readonly routed?: Severity;
}

export interface Change {
  readonly change: CardChange;
  readonly status?: CardStatus;
  readonly title?: string;
  readonly severity?: Severity;
  readonly loud?: boolean;
  readonly reply?: CardReply;
  readonly labels?: Labels;
  readonly also?: readonly string[];
  readonly except?: readonly string[];
  readonly only?: readonly string[];
}

export interface Scene {
  readonly store: DispatchStore;
  readonly observed: readonly Observation[];
  newCard(): IncidentId;
  /** Accepts an event and does not wait for its delivery. */
  accept(type: string, title: string, changes?: Partial<Incoming>): Promise<Accepted>;
  /** The card is so now, and its channels are told. */
  change(card: IncidentId, what: Change): Promise<Accepted>;
  readonly replay: Replay;
  waiting(channel: string): Promise<readonly QueuedDelivery[]>;
  lastDeliveredAt(channel: string): number | null;
  retryNow(channel: string): void;
  settled(): Promise<void>;
  /** Lets time pass in steps, so that what a timer starts also ends at its time. */
  pass(ms: number): Promise<void>;
  /** As a kill: what is under way stays as it is written down. */
  kill(): Promise<void>;
}

const randomBytes = (length: number) => new Uint8Array(length).fill(7);

/** What arrived, each in a few words. */
export function inWords(got: readonly Got[]): readonly string[] {
  return got.map(({ kind, ref, title, status, silent }) =>
    [kind, ref, title, status, silent ? null : '♪'].filter((word) => word !== null).join(' '),
  );
}

/** Dispatch over a real database, as the program wires it, with `dir` as its folder: a second one is a restart. */
export async function openScene(dir: string, options: SceneOptions): Promise<Scene> {
  const { channels, board = new Map(), silent = () => false, redact = (text) => text } = options;
  const clock = createTimers(options.clock);
  const activity = createActivity();
  const store = await openSqlite(join(dir, 'pithead.db'));
  const newest = await store.newestId();
  const newId = createIds(() => clock.now(), randomBytes, newest === null ? 0n : integerOfId(newest));
  const traceId = () => newTraceId(randomBytes);
  const observed: Observation[] = [];
  const tell = createTell({
    observe(observation) {
      observed.push(observation);
      return Promise.resolve({ action: 'open', reason: 'threshold', incident: null });
    },
    accept: (incoming) => accept(incoming),
    newId,
    newTraceId: traceId,
    digest: (text) => createHash('sha256').update(text).digest(),
    log: SILENT_LOG,
  });
  const outboxes = new Map(
    Object.entries(channels).map(([name, { chat, editable = true, listLength = 4_096 }]) => {
      const entry = { type: 'http-chat', url: chat.url, editable, listLength };
      const outbox = createOutbox({
        channel: httpChat.create(name, entry, channelDeps()),
        store,
        render: createRenderer([], SILENT_LOG),
        showCard: (card) => Promise.resolve(board.get(card) ?? null),
        silent,
        redact,
        clock,
        random: () => 0.5,
        activity,
        log: SILENT_LOG,
        tell,
      });
      return [name, outbox];
    }),
  );
  const dispatch: AcceptDeps = {
    store,
    decideRoutes: ({ type, severity }) => ({
      deliveries: (options.to?.(type) ?? Object.keys(channels)).map((channel) => ({
        channel,
        route: 'all',
        severity: options.routed ?? severity,
      })),
      broken: [],
    }),
    outboxes,
    clock,
    activity,
    log: SILENT_LOG,
    brokenRoute() {},
    commitFailed() {},
  };
  const accept = createAccept(dispatch);
  for (const outbox of outboxes.values()) await outbox.start();

  const incoming = (type: string, data: Incoming['data']): Incoming => ({
    id: newId(),
    source: 'pithead',
    type,
    subject: null,
    severity: 'warning',
    traceId: traceId(),
    deliveryId: null,
    data,
    dedup: null,
    verification: null,
  });
  const scene: Scene = {
    store,
    observed,
    newCard: () => incidentIdOf(newId()),
    accept: (type, title, changes) => accept({ ...incoming(type, { title, body: '' }), ...changes }),
    change(card, { change, status = 'firing', title = 'pong fails', loud = false, reply = null, ...rest }) {
      const { severity = 'warning', labels = {}, also = [], except = [], only } = rest;
      const buttons = status === 'resolved' ? [] : [{ label: 'Acknowledge', action: `ack ${card}` }];
      const message = { title, body: '', link: null };
      board.set(card, { message, severity, status, buttons });
      const announcement = { version: 1, at: clock.now(), change, loud, reply, also };
      const data = cardEventData(announcement, message, { labels, incidents: [card] });
      const names = only === undefined ? {} : { only };
      return accept({ ...incoming(`incident.${change}`, data), severity, card, also, except, ...names });
    },
    replay: createReplay(dispatch),
    lastDeliveredAt: (channel) => outboxes.get(channel)?.lastDeliveredAt() ?? null,
    retryNow: (channel) => outboxes.get(channel)?.retryNow(),
    waiting: (channel) => store.waiting(channel, 0, 1_000),
    settled: () => settled(activity, clock, () => new Promise((resolve) => setImmediate(resolve))),
    async pass(ms) {
      const step = Math.max(1, ms / 100);
      for (let left = ms; left > 0; left -= step) {
        options.clock.advance(Math.min(left, step));
        await scene.settled();
      }
    },
    async kill() {
      for (const outbox of outboxes.values()) await outbox.halt();
      clock.cancelAll();
      await store.close();
    },
  };
  return scene;
}
